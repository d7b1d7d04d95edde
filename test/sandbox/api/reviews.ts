import type { Access, Rule } from './authorization.ts';
import { mediaType, parseObject, readBody } from './body.ts';
import type { User } from './call.ts';
import { sendJson } from './http-answer.ts';
import type { Exchange, HttpParts } from './http-parts.ts';
import { type ApiObject, type Fields, isFields } from './object.ts';
import { ApiError, badRequest } from './status.ts';

/** Kinds that answer a question and are never stored, by group and version: resource and kind. */
export const reviewResources: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'authorization.k8s.io/v1': [
    ['selfsubjectaccessreviews', 'SelfSubjectAccessReview'],
    ['selfsubjectrulesreviews', 'SelfSubjectRulesReview'],
    ['subjectaccessreviews', 'SubjectAccessReview'],
  ],
  'authentication.k8s.io/v1': [['selfsubjectreviews', 'SelfSubjectReview']],
};

/** Answers a POST of a review. False: not such a path. */
export async function answerReview({ request, response, url, user }: Exchange, parts: HttpParts): Promise<boolean> {
  const [, groupVersion = '', resource = ''] = /^\/apis\/([^/]+\/[^/]+)\/([^/]+)$/.exec(url.pathname) ?? [];
  const known = reviewResources[groupVersion]?.some(([name]) => name === resource) === true;
  if (!known || request.method !== 'POST') return false;
  const group = groupVersion.replace(/\/.*/, '');
  // Everybody may ask about themselves.
  const allowed = resource.startsWith('self') || parts.authorizer.allows(user, { verb: 'create', group, resource });
  if (!allowed) throw refused(user, group, resource);
  const review = parseObject(await readBody(request), mediaType(request));
  sendJson(response, 201, { ...review, metadata: review.metadata ?? {}, status: statusOf(resource, { review, user }, parts) });
  return true;
}

function refused(user: User, group: string, resource: string): ApiError {
  const what = `User "${user.name}" cannot create resource "${resource}" in API group "${group}" at the cluster scope`;
  return new ApiError(403, 'Forbidden', `${resource}.${group} is forbidden: ${what}`, { group, kind: resource });
}

function statusOf(resource: string, { review, user }: { review: ApiObject; user: User }, { authorizer }: HttpParts): object {
  const spec: Fields = review.spec ?? {};
  switch (resource) {
    case 'selfsubjectreviews':
      return { userInfo: { username: user.name, groups: user.groups } };
    case 'selfsubjectrulesreviews':
      return rulesStatus(authorizer.rulesFor(user, textIn(spec, 'namespace') ?? 'default'), user);
    case 'subjectaccessreviews':
      return {
        allowed: authorizer.allows(
          { name: textIn(spec, 'user') ?? '', groups: (spec['groups'] as string[] | undefined) ?? [] },
          accessOf(spec),
        ),
      };
    default:
      return { allowed: authorizer.allows(user, accessOf(spec)) };
  }
}

function rulesStatus(rules: readonly Rule[], user: User): object {
  const all = user.groups.includes('system:masters') ? [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }, ...rules] : rules;
  return { resourceRules: all.filter(({ resources }) => resources !== undefined), nonResourceRules: [], incomplete: false };
}

function accessOf(spec: Fields): Access {
  const asked = spec['resourceAttributes'];
  if (!isFields(asked)) throw badRequest('spec.resourceAttributes is required');
  const text = (field: string) => textIn(asked, field);
  return {
    verb: text('verb') ?? '*',
    group: text('group') ?? '',
    resource: text('resource') ?? '*',
    subresource: text('subresource'),
    namespace: text('namespace'),
    name: text('name'),
  };
}

function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
