#!/usr/bin/env node
// This file must parse on old versions of Node.js, or nobody would read the line below.
var parts = process.versions.node.split('.');
var major = Number(parts[0]);
var minor = Number(parts[1]);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write('liqo-storage-controller needs Node.js 20.19 or newer; this is ' + process.versions.node + '.\n');
  process.exit(1);
}
// It mostly waits, with thousands of objects in its caches: without these, garbage takes twice their room before it is collected.
function saveMemory(v8) {
  v8.setFlagsFromString('--optimize-for-size');
  v8.setFlagsFromString('--semi-space-growth-factor=1');
  return import('../dist/liqo-storage-controller.js');
}
import('node:v8').then(saveMemory).catch(function (error) {
  var missing = error && error.code === 'ERR_MODULE_NOT_FOUND' && /dist.liqo-storage-controller\.js/.test(error.message);
  process.stderr.write(
    'liqo-storage-controller: ' + (missing ? 'it is not built yet: run "npm run build"' : (error && error.stack) || error) + '\n',
  );
  process.exit(1);
});
