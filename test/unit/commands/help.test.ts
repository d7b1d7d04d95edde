import { expect, test } from 'vitest';
import { runCli } from '../../support/run-cli.ts';

/** What --help prints; it belongs on stdout and is a success. */
async function help(...command: string[]): Promise<string> {
  const { code, stdout, stderr, calls, connections } = await runCli([...command, '--help']);
  expect({ code, stderr, calls, connections }).toEqual({ code: 0, stderr: '', calls: [], connections: [] });
  return stdout;
}

test('liqoctl', async () => {
  expect(await help()).toMatchInlineSnapshot(`
    "Usage: liqoctl [options] [command]

    Moves PersistentVolumeClaims, data included, between Liqo-peered clusters.

    Options:
      --kubeconfig <file>            kubeconfig file (default: KUBECONFIG, then
                                     ~/.kube/config)
      --context <name>               context of the kubeconfig to use
      --cluster <name>               cluster of the kubeconfig to use
      --user <name>                  user of the kubeconfig to use
      -v, --verbose                  verbose output with stack traces; -v=6 shows
                                     each API call
      --global-labels <k=v,..>       labels for what a move creates for itself
      --global-annotations <k=v,..>  annotations for what a move creates for itself
      -h, --help                     display help for command

    Commands:
      move                           move volumes, and manage unfinished moves
      info                           show where the data of claims is
      completion <shell>             print the completion script of a shell
      version [options]              print the version
      help [command]                 display help for command

    All other commands are passed to Liqo's liqoctl; none was found on the PATH.
    "
  `);
});

test('liqoctl move', async () => {
  expect(await help('move')).toMatchInlineSnapshot(`
    "Usage: liqoctl move [options] [command]

    move volumes, and manage unfinished moves

    Options:
      -h, --help                     display help for command

    Global Options:
      --kubeconfig <file>            kubeconfig file (default: KUBECONFIG, then
                                     ~/.kube/config)
      --context <name>               context of the kubeconfig to use
      --cluster <name>               cluster of the kubeconfig to use
      --user <name>                  user of the kubeconfig to use
      -v, --verbose                  verbose output with stack traces; -v=6 shows
                                     each API call
      --global-labels <k=v,..>       labels for what a move creates for itself
      --global-annotations <k=v,..>  annotations for what a move creates for itself

    Commands:
      volume|pvc [options] <claim>   move the data behind a claim to another node,
                                     here or in another cluster
      list [options]                 list unfinished moves
      status [options] <claim>       show how far a move is, or how the last one
                                     ended
      resume [options] <claim>       continue a move from its journal, on any
                                     machine
      abort [options] <claim>        roll back a move
      cleanup [options]              list what moves have left in the clusters, and
                                     remove what no journal needs
      rbac [options]                 print the least role that moves need, for
                                     kubectl apply
      help [command]                 display help for command
    "
  `);
});

test('liqoctl move volume', async () => {
  expect(await help('move', 'volume')).toMatchInlineSnapshot(`
    "Usage: liqoctl move volume|pvc [options] <claim>

    move the data behind a claim to another node, here or in another cluster

    Arguments:
      claim                                      name of the claim, or
                                                 NAMESPACE/NAME

    Options:
      -n, --namespace <name>                     namespace of the claim (default:
                                                 that of the context)
      --target-node <node>                       node to move to, physical or
                                                 virtual (required)
      --dry-run                                  print the plan and change nothing
      -y, --yes                                  move without asking; a terminal is
                                                 asked otherwise
      --verify <level>                           verification level (choices:
                                                 "full", "restore", "none", default:
                                                 "full")
      --guard <mode>                             if ValidatingAdmissionPolicy is
                                                 unavailable: auto = warn and watch,
                                                 required = refuse (choices: "auto",
                                                 "required", default: "auto")
      --compression <mode>                       compress data on its way: auto = if
                                                 the link is slow and a sample gets
                                                 smaller (choices: "auto", "on",
                                                 "off", default: "auto")
      --limit-rate <quantity>                    bytes per second that each mover
                                                 may send or fetch, e.g. 20Mi
      --accept-lost-times                        continue where a timestamp cannot
                                                 be preserved, and report it
      --keep-source                              keep the old copy until "move
                                                 resume" deletes it
      --scale                                    scale down who uses the claim
                                                 (StatefulSet, Deployment,
                                                 ReplicaSet), and back afterwards
      --warm                                     copy while the application runs,
                                                 and stop it for the last difference
                                                 only
      --max-downtime <duration>                  with --warm: stop the application
                                                 once the rest takes no longer
                                                 (default: 30s)
      --remove-finished-pods                     delete finished pods that reference
                                                 the claim
      --target-class <class>                     storage class of the new real claim
                                                 (environment: LIQOCTL_TARGET_CLASS)
      --repository-class <class>                 storage class of the repository's
                                                 volume (environment:
                                                 LIQOCTL_REPOSITORY_CLASS)
      --remote-kubeconfig <[provider=]file>      kubeconfig for a provider, where
                                                 the one that Liqo keeps is not
                                                 enough; repeatable
      --mover-privileged                         run movers with CAP_SYS_ADMIN
                                                 (needed for trusted.* xattrs)
      --mover-uid <uid>                          run movers as this UID; ownership,
                                                 devices, capabilities are not
                                                 preserved
      --stall-timeout <duration>                 fail if a pod makes no progress for
                                                 this long (default: 15m)
      --containers-cpu-requests <quantity>       CPU request of every container
      --containers-cpu-limits <quantity>         CPU limit of every container
      --containers-ram-requests <quantity>       memory request of every container
      --containers-ram-limits <quantity>         memory limit of every container
      --restic-image <image>                     image of the movers (environment:
                                                 LIQOCTL_RESTIC_IMAGE) (default:
                                                 "restic/restic:0.19.1")
      --restic-server-image <image>              image of the repository
                                                 (environment:
                                                 LIQOCTL_RESTIC_SERVER_IMAGE)
                                                 (default:
                                                 "restic/rest-server:0.14.0")
      --verify-image <image>                     image of the manifest program
                                                 (environment: LIQOCTL_VERIFY_IMAGE)
                                                 (default:
                                                 "python:3.13.7-alpine3.22")
      --image-pull-secret <name>                 Secret to pull images with, in the
                                                 claim's namespace or in liqo-move;
                                                 repeatable
      --priority-class <name>                    priority class of movers and
                                                 repository
      --mover-toleration <key[=value][:effect]>  taint that movers tolerate;
                                                 repeatable
      --mover-node-selector <k=v,..>             labels of the nodes of this cluster
                                                 where movers may run
      -o, --output <format>                      how to print (choices: "text",
                                                 "yaml", "json", "jsonl", "name",
                                                 default: "text")
      --report <file>                            write the result to this file as
                                                 JSON, too
      -h, --help                                 display help for command

    Global Options:
      --kubeconfig <file>                        kubeconfig file (default:
                                                 KUBECONFIG, then ~/.kube/config)
      --context <name>                           context of the kubeconfig to use
      --cluster <name>                           cluster of the kubeconfig to use
      --user <name>                              user of the kubeconfig to use
      -v, --verbose                              verbose output with stack traces;
                                                 -v=6 shows each API call
      --global-labels <k=v,..>                   labels for what a move creates for
                                                 itself
      --global-annotations <k=v,..>              annotations for what a move creates
                                                 for itself

    Examples:
      liqoctl move volume data-db-0 -n app --target-node milan
      liqoctl move volume data-db-0 -n app --target-node milan --dry-run

    Exit codes:
      0    moved, or already there
      1    internal error (bug)
      2    usage error
      3    refused by a check, or not confirmed; nothing was changed
      4    rolled back: the move failed before the cutover, or a resume finished its
           rollback; the claim is as it was
      5    stopped; \`liqoctl move resume\` or \`liqoctl move abort\` continues
      6    cluster unreachable, or permission denied
      130  interrupted; the last line says whether the move was rolled back or its
           journal is kept
    "
  `);
});

test('liqoctl move list', async () => {
  expect(await help('move', 'list')).toMatchInlineSnapshot(`
    "Usage: liqoctl move list [options]

    list unfinished moves

    Options:
      -n, --namespace <name>         only those of one namespace
      -A, --all-namespaces           those of all namespaces, as without -n
      -o, --output <format>          how to print (choices: "text", "wide", "yaml",
                                     "json", "jsonl", "name", default: "text")
      --no-headers                   print the rows of a table without its head
      -h, --help                     display help for command

    Global Options:
      --kubeconfig <file>            kubeconfig file (default: KUBECONFIG, then
                                     ~/.kube/config)
      --context <name>               context of the kubeconfig to use
      --cluster <name>               cluster of the kubeconfig to use
      --user <name>                  user of the kubeconfig to use
      -v, --verbose                  verbose output with stack traces; -v=6 shows
                                     each API call
      --global-labels <k=v,..>       labels for what a move creates for itself
      --global-annotations <k=v,..>  annotations for what a move creates for itself
    "
  `);
});

test('liqoctl move resume', async () => {
  expect(await help('move', 'resume')).toMatchInlineSnapshot(`
    "Usage: liqoctl move resume [options] <claim>

    continue a move from its journal, on any machine

    Arguments:
      claim                                  name of the claim, or NAMESPACE/NAME

    Options:
      -n, --namespace <name>                 namespace of the claim (default: that
                                             of the context)
      --remote-kubeconfig <[provider=]file>  kubeconfig for a provider, where the
                                             one that Liqo keeps is not enough;
                                             repeatable
      -o, --output <format>                  how to print (choices: "text", "yaml",
                                             "json", "jsonl", "name", default:
                                             "text")
      --report <file>                        write the result to this file as JSON,
                                             too
      -h, --help                             display help for command

    Global Options:
      --kubeconfig <file>                    kubeconfig file (default: KUBECONFIG,
                                             then ~/.kube/config)
      --context <name>                       context of the kubeconfig to use
      --cluster <name>                       cluster of the kubeconfig to use
      --user <name>                          user of the kubeconfig to use
      -v, --verbose                          verbose output with stack traces; -v=6
                                             shows each API call
      --global-labels <k=v,..>               labels for what a move creates for
                                             itself
      --global-annotations <k=v,..>          annotations for what a move creates for
                                             itself
    "
  `);
});

test('liqoctl move abort', async () => {
  expect(await help('move', 'abort')).toMatchInlineSnapshot(`
    "Usage: liqoctl move abort [options] <claim>

    roll back a move

    Arguments:
      claim                                  name of the claim, or NAMESPACE/NAME

    Options:
      -n, --namespace <name>                 namespace of the claim (default: that
                                             of the context)
      --discard-changes                      roll back although the application may
                                             have written to the new copy
      --recreate                             create the claim again where it is gone
      -y, --yes                              discard changes without asking; a
                                             terminal is asked otherwise
      --forget <provider>                    roll back without a provider that is
                                             gone for good
      --remote-kubeconfig <[provider=]file>  kubeconfig for a provider, where the
                                             one that Liqo keeps is not enough;
                                             repeatable
      -o, --output <format>                  how to print (choices: "text", "yaml",
                                             "json", "jsonl", "name", default:
                                             "text")
      --report <file>                        write the result to this file as JSON,
                                             too
      -h, --help                             display help for command

    Global Options:
      --kubeconfig <file>                    kubeconfig file (default: KUBECONFIG,
                                             then ~/.kube/config)
      --context <name>                       context of the kubeconfig to use
      --cluster <name>                       cluster of the kubeconfig to use
      --user <name>                          user of the kubeconfig to use
      -v, --verbose                          verbose output with stack traces; -v=6
                                             shows each API call
      --global-labels <k=v,..>               labels for what a move creates for
                                             itself
      --global-annotations <k=v,..>          annotations for what a move creates for
                                             itself
    "
  `);
});

test('liqoctl version', async () => {
  expect(await help('version')).toMatchInlineSnapshot(`
    "Usage: liqoctl version [options]

    print the version

    Options:
      --client                       client version only: neither this program nor
                                     Liqo's liqoctl connects to a cluster
      -o, --output <format>          json or yaml
      -h, --help                     display help for command

    Global Options:
      --kubeconfig <file>            kubeconfig file (default: KUBECONFIG, then
                                     ~/.kube/config)
      --context <name>               context of the kubeconfig to use
      --cluster <name>               cluster of the kubeconfig to use
      --user <name>                  user of the kubeconfig to use
      -v, --verbose                  verbose output with stack traces; -v=6 shows
                                     each API call
      --global-labels <k=v,..>       labels for what a move creates for itself
      --global-annotations <k=v,..>  annotations for what a move creates for itself
    "
  `);
  const stdout = 'Client version: 1.2.3 (the liqoctl that moves volumes)\n';
  for (const line of ['version', 'version --client', 'version --client=true', 'version --short --client x'])
    expect(await runCli(line.split(' '))).toMatchObject({ code: 0, stdout, stderr: '', connections: [] });
  expect(await runCli(['version', '--client', '-o', 'json'])).toMatchObject({ code: 0, stdout: '{"clientVersion":"1.2.3"}\n' });
  expect(await runCli(['version', '--output=yaml'])).toMatchObject({ code: 0, stdout: 'clientVersion: 1.2.3\n' });
  expect(await runCli(['--version'])).toMatchObject({ code: 0, stdout: '1.2.3\n', stderr: '' });
});

test.each([
  [[], []],
  [['move'], ['move']],
  [
    ['help', 'move', 'volume'],
    ['move', 'volume'],
  ],
])('%j is asked for by %j --help too', async (typed, command) => {
  expect(await runCli(typed)).toMatchObject({ code: 0, stderr: '', stdout: await help(...command) });
});

test.each([60, 80, 120, 200])('help fits into %d columns, but for the lines that can be pasted', async (columns) => {
  const below = ['volume', 'list', 'status', 'resume', 'abort', 'cleanup', 'rbac'].map((name) => `move ${name} --help`);
  for (const line of ['--help', 'move --help', ...below, 'info --help', 'info volume --help', 'version --help']) {
    const { stdout } = await runCli(line.split(' '), { columns });
    const long = stdout.split('\n').filter((each) => each.length > columns && !each.startsWith('  liqoctl '));
    expect(long, line).toEqual([]);
  }
});
