import type { AdmissionPolicy, AdmissionPolicyBinding } from '../../../../src/kube/objects/kinds.ts';
import { apiVersionOf, kindNamed, type ResourceKind, resourceKinds } from '../kinds.ts';
import type { ApiObject } from '../object.ts';
import { type LabelSelector, matchesSelector } from '../selectors.ts';
import type { Store } from '../store.ts';
import type { AdmissionRequest } from './admission.ts';

type ParamKind = NonNullable<NonNullable<AdmissionPolicy['spec']>['paramKind']>;
type ParamRef = NonNullable<NonNullable<AdmissionPolicyBinding['spec']>['paramRef']>;

const namespaces = kindNamed('namespaces');

/** The objects that a policy is judged with, each on its own; null stands for none. `trouble` is why they cannot be had. */
export type Params = { readonly params: readonly (ApiObject | null)[] } | { readonly trouble: string };

/** The parameters that a binding gives its policy for a request (CollectParams of the API server). */
export function collectParams(
  paramKind: ParamKind | undefined,
  paramRef: ParamRef | undefined,
  asked: { request: AdmissionRequest; store: Store },
): Params {
  if (paramKind === undefined) return { params: [null] };
  const kind = findParamKind(paramKind);
  if (kind === undefined) {
    return { trouble: `failed to find resource referenced by paramKind: '${paramKind.apiVersion}, Kind=${paramKind.kind}'` };
  }
  if (paramRef === undefined) return { params: [null] };
  const place = placeOf(kind, paramRef, asked.request);
  if ('trouble' in place) return place;
  const params = select(asked.store.list(kind, place.namespace), paramRef);
  if (params.length > 0 || paramRef.parameterNotFoundAction !== 'Deny') return { params };
  return { trouble: 'no params found for policy binding with `Deny` parameterNotFoundAction' };
}

/** The served kind that a policy names; undefined where none is. */
export function findParamKind({ apiVersion, kind }: ParamKind): ResourceKind | undefined {
  return resourceKinds.find((each) => apiVersionOf(each) === apiVersion && each.kind === kind);
}

/** Without a namespace, that of the request counts; a request about a namespace lies in itself. */
function placeOf(
  kind: ResourceKind,
  { namespace: given = '' }: ParamRef,
  { call, name }: AdmissionRequest,
): { namespace: string | undefined } | { trouble: string } {
  if (!kind.namespaced) {
    return given === ''
      ? { namespace: undefined }
      : { trouble: 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`' };
  }
  const own = call.kind === namespaces ? name : (call.namespace ?? '');
  const namespace = given === '' ? own : given;
  return namespace === ''
    ? { trouble: 'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources' }
    : { namespace };
}

function select(objects: readonly ApiObject[], { name = '', selector }: ParamRef): ApiObject[] {
  if (name !== '') return objects.filter(({ metadata }) => metadata.name === name);
  return objects.filter(({ metadata }) => matchesSelector(selector as LabelSelector | undefined, metadata.labels));
}
