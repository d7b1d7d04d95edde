/** In place of restic, for what is not about the copy itself: it copies with busybox, without a key to derive each time. */
export const scriptedRestic = new URL('scripted-restic.sh', import.meta.url).pathname;
