import type { ServerResponse } from 'node:http';
import { ApiError } from './status.ts';

export function sendJson(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** The failure as a `Status`; once an answer has begun all that is left is to cut it. */
export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const failure =
    error instanceof ApiError
      ? error
      : new ApiError(
          500,
          'InternalError',
          `Internal error occurred: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
  sendJson(response, failure.code, failure.body());
}
