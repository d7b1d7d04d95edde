import { mediaType, parseBody, parseObject, readBody } from './body.ts';
import type { Call } from './call.ts';
import { parseDryRun, readDeleteOptions } from './delete-options.ts';
import { sendJson } from './http-answer.ts';
import type { Exchange, HttpParts } from './http-parts.ts';
import { sendLog } from './http-log.ts';
import { sendWatch } from './http-watch.ts';
import { apiVersionOf } from './kinds.ts';
import type { ApiObject } from './object.ts';
import type { Page } from './paging.ts';
import { listOptions } from './list-options.ts';
import { parsePatch } from './patch.ts';
import { type Target, verbOf } from './router.ts';
import { ApiError, badRequest } from './status.ts';
import { asTable, wantsTable } from './tables.ts';

/** Answers a request for stored objects. Throws {@link ApiError}. */
export async function answerStored(exchange: Exchange, target: Target, parts: HttpParts): Promise<void> {
  const { request, response, url, user } = exchange;
  const query = url.searchParams;
  const watch = isTrue(query.get('watch'));
  const verb = verbOf(request.method ?? '', target, watch);
  if (verb === undefined) throw new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
  const call: Call = { user, verb, ...target, dryRun: parseDryRun(query.getAll('dryRun')) };
  if (verb === 'watch') return sendWatch(exchange, call, parts);
  if (target.subresource === 'log') return await sendLog(exchange, call, parts);
  if (target.subresource === 'exec') throw badRequest('Upgrade request required');
  const sent = verb === 'get' || verb === 'list' ? Buffer.alloc(0) : await readBody(request);
  const { code, body } = answer(call, { sent, type: mediaType(request), query }, parts);
  const table = wantsTable(request.headers.accept) ? asTable(target.kind, body, query) : undefined;
  sendJson(response, code, table ?? body);
}

interface Asked {
  readonly sent: Buffer;
  readonly type: string;
  readonly query: URLSearchParams;
}

type Body = ApiObject | ReturnType<typeof listBody>;

function answer(call: Call, asked: Asked, { gate }: HttpParts): { code: number; body: Body } {
  const { sent, type, query } = asked;
  switch (call.verb) {
    case 'get':
      return { code: 200, body: gate.get(call) };
    case 'create': {
      const created = gate.create(call, parseObject(sent, type));
      return { code: 201, body: call.subresource === 'binding' ? success({}) : created };
    }
    case 'update': {
      const wanted = parseObject(sent, type);
      return { code: 200, body: gate.update(call, () => wanted).object };
    }
    case 'patch': {
      const { edit, orCreate } = parsePatch(type, parseBody(sent, type), query);
      const { object, created } = gate.update(call, edit, orCreate);
      return { code: created ? 201 : 200, body: object };
    }
    case 'delete': {
      const { dryRun, options } = readDeleteOptions(sent, type, query);
      const { object, gone } = gate.remove({ ...call, dryRun }, options);
      return { code: 200, body: gone ? success({ name: call.name, kind: call.kind.plural, uid: object.metadata.uid }) : object };
    }
    case 'deletecollection': {
      const { dryRun, options } = readDeleteOptions(sent, type, query);
      return { code: 200, body: listBody(call, gate.removeCollection({ ...call, dryRun }, listOptions(query), options)) };
    }
    case 'list':
    case 'watch':
      return { code: 200, body: listBody(call, gate.list(call, listOptions(query))) };
  }
}

function success(details: object): ApiObject {
  return { kind: 'Status', apiVersion: 'v1', metadata: {} as ApiObject['metadata'], status: 'Success', details } as unknown as ApiObject;
}

function listBody(call: Call, page: Page) {
  const { items, resourceVersion, continueToken, remaining } = page;
  const paging = continueToken === undefined ? {} : { continue: continueToken, remainingItemCount: remaining };
  return { kind: `${call.kind.kind}List`, apiVersion: apiVersionOf(call.kind), metadata: { resourceVersion, ...paging }, items };
}

function isTrue(value: string | null): boolean {
  return value !== null && ['', '1', 'true'].includes(value);
}
