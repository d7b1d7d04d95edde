import type { Images } from './request.ts';

/** Exact versions: what a move was tested with. */
export const defaultImages: Images = {
  restic: 'restic/restic:0.19.1',
  server: 'restic/rest-server:0.14.0',
  verify: 'python:3.13.7-alpine3.22',
};
