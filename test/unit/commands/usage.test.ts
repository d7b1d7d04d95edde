import { describe, expect, test } from 'vitest';
import { runCli } from '../../support/run-cli.ts';

const move = 'move volume db --target-node milan';

describe('what cannot be meant is refused with exit code 2, and nothing is asked of a cluster', () => {
  test.each([
    ['peer', 'unknown command "peer"'],
    ['move house', "unknown command 'house'"],
    ['move volum', 'Did you mean volume?'],
    ['mov volume', 'unknown command "mov" (Did you mean move?)'],
    ['move volume db --target-nod milan', "unknown option '--target-nod' (Did you mean --target-node?)"],
    ['move volume db --targetnode milan', 'Did you mean --target-node?'],
    ['move volume db -t milan', "unknown option '-t'"],
    ['move volume app/db/x --target-node milan', '<claim>: "app/db/x" is not a valid resource name'],
    ['move resume app/db -n web', 'app/db and --namespace web name two namespaces'],
    ['move volume db', "required option '--target-node <node>' not specified"],
    ['move volume --target-node milan', "missing required argument 'claim'"],
    [`${move} other`, 'too many arguments'],
    [`${move} --nonsense`, "unknown option '--nonsense'"],
    [`${move} --target-nod x`, 'Did you mean --target-node?'],
    [`${move} -n`, 'argument missing'],
    ['move volume Db --target-node milan', '<claim>: "Db" is not a valid resource name'],
    [`${move} -n a.b`, '--namespace: "a.b" is not a valid namespace name'],
    ['move volume db --target-node Milan', '(Did you mean milan?)'],
    ['move volume db --target-node a_b', '--target-node: "a_b" is not a valid resource name'],
    [`${move} --verify maybe`, 'Allowed choices are full, restore, none'],
    [`${move} --guard never`, 'Allowed choices are auto, required'],
    [`${move} -o wide`, 'Allowed choices are text, yaml, json, jsonl, name'],
    [`${move} --limit-rate 100`, '--limit-rate: "100" is not a rate'],
    [`${move} --limit-rate fast`, '--limit-rate: "fast" is not a quantity'],
    [`${move} --limit-rate=-5Mi`, '--limit-rate: "-5Mi" is not a rate'],
    [`${move} --stall-timeout 900`, '--stall-timeout: "900" is not a duration'],
    [`${move} --stall-timeout 0`, '--stall-timeout: 0 is too short'],
    [`${move} --lease-duration 10ms`, '--lease-duration: 10ms is too short'],
    [`${move} --containers-cpu-limits much`, '--containers-cpu-limits: "much" is not a quantity'],
    [`${move} --containers-ram-requests 0`, '--containers-ram-requests: "0" is not more than zero'],
    [`${move} --containers-ram-requests -1Gi`, '--containers-ram-requests: "-1Gi" is not more than zero'],
    [`${move} --containers-cpu-requests 2 --containers-cpu-limits 1500m`, '--containers-cpu-requests 2 is more than'],
    [`${move} --containers-ram-requests 1G --containers-ram-limits 900Mi`, '--containers-ram-requests 1G is more than'],
    [`${move} --restic-image --verify`, '--restic-image: "--verify" is not an image'],
    [`${move} --global-labels nope`, '--global-labels: "nope" is not a list of pairs'],
    [`${move} --global-labels a=b,c=-`, '--global-labels: "c=-" cannot be a label'],
    [`${move} --global-labels A/b=c`, '--global-labels: "A/b=c" cannot be a label'],
    [`${move} --request-timeout soon`, '--request-timeout: "soon" is not a duration'],
    [`${move} --remote-kubeconfig milan=`, '--remote-kubeconfig: "milan=" names no file'],
    [`${move} --remote-kubeconfig a=1 --remote-kubeconfig a=2`, '--remote-kubeconfig: given twice for a'],
    [`${move} --remote-kubeconfig /no/such`, '--remote-kubeconfig: /no/such cannot be read: there is no such file'],
    [`${move} --mover-uid 0`, '--mover-uid: "0": must be a non-zero UID'],
    [`${move} --mover-uid 4294967295`, '--mover-uid: "4294967295": must be a non-zero UID'],
    [`${move} --mover-uid 1000 --mover-privileged`, "option '--mover-privileged' cannot be used with option '--mover-uid <uid>'"],
    [`${move} --dry-run=maybe`, "unknown option '--dry-run=maybe'"],
  ])('%s', async (line, message) => {
    const missing = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOENT' }));
    const result = await runCli(line === '' ? [] : line.split(' '), { collaborators: { readText: missing } });
    expect(result.stderr).toContain(message);
    expect(result.stderr).toMatch(/\n {2}Next:\n {4}\S/);
    expect(result).toMatchObject({ code: 2, stdout: '', calls: [], connections: [] });
  });

  test('the help to read is that of the command', async () => {
    expect((await runCli(['move', 'abort'])).stderr).toContain('liqoctl move abort --help');
  });

  test('what was typed cannot break out of its line', async () => {
    const { stderr } = await runCli(['pe\u001b[31m\ner']);
    expect(stderr).not.toContain('\u001b');
    expect(stderr.split('\n')[0]).toMatch(/^✖ unknown command/);
  });
});
