import { describe, expect, test } from 'vitest';
import { runCli } from '../../support/run-cli.ts';

const move = 'move volume db --target-node milan';

describe('what cannot be meant is refused with exit code 2, and nothing is asked of a cluster', () => {
  test.each([
    ['', 'a command is missing'],
    ['move', 'a command is missing'],
    ['peer', 'unknown command "peer"'],
    ['move house', "unknown command 'house'"],
    ['move volum', 'Did you mean volume?'],
    ['move volume db', "required option '--target-node <node>' not specified"],
    ['move volume --target-node milan', "missing required argument 'claim'"],
    [`${move} other`, 'too many arguments'],
    [`${move} --nonsense`, "unknown option '--nonsense'"],
    [`${move} --target-nod x`, 'Did you mean --target-node?'],
    [`${move} -n`, 'argument missing'],
    ['move volume Db --target-node milan', '<claim>: "Db" cannot be the name of an object'],
    [`${move} -n a.b`, '--namespace: "a.b" cannot be the name of a namespace'],
    ['move volume db --target-node a_b', '--target-node: "a_b" cannot be the name'],
    [`${move} --verify maybe`, 'Allowed choices are full, restore, none'],
    [`${move} --guard never`, 'Allowed choices are auto, required'],
    [`${move} -o yaml`, 'Allowed choices are text, json, jsonl'],
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
    [`${move} --mover-uid 0`, '--mover-uid: "0" is not the number of a user other than root'],
    [`${move} --mover-uid 4294967295`, '--mover-uid: "4294967295" is not the number'],
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
