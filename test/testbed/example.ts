import { readFile } from 'node:fs/promises';
import { connectText } from '../../src/kube/login/connect.ts';
import { createNamespace, offloadNamespace, startDatabase } from '../sandbox/example.ts';
import { surroundings } from '../support/surroundings.ts';

// The sandbox's example, in the cluster of KUBECONFIG.
const port = await connectText(await readFile(process.env['KUBECONFIG'] ?? '', 'utf8'), surroundings);
await createNamespace(port);
// Before the offloading: so its first pod, and with it the data, is local.
await startDatabase(port);
await offloadNamespace(port, 'milan');
process.stdout.write(`The StatefulSet db in the namespace app writes to the claim data-db-0. Next:
  npm run testbed shell
  kubectl get pods,pvc -A -o wide
  kubectl scale statefulset db -n app --replicas=0
  node bin/liqoctl.js move volume data-db-0 -n app --target-node milan
`);
