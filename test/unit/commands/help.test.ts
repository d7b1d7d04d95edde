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

    Moves Kubernetes volumes between the clusters that Liqo joins.

    Options:
      --kubeconfig <file>            kubeconfig file (default: KUBECONFIG, then
                                     ~/.kube/config)
      --context <name>               context of the kubeconfig to use
      --cluster <name>               cluster of the kubeconfig to use
      --user <name>                  user of the kubeconfig to use
      -v, --verbose                  say more, with the stack of an error
      --global-labels <k=v,..>       labels for what a move creates for itself
      --global-annotations <k=v,..>  annotations for what a move creates for itself
      -h, --help                     display help for command

    Commands:
      move                           move volumes, and look after moves that are not
                                     finished
      info                           tell where the data of claims lives
      completion <shell>             print the completion script of a shell
      version [options]              print the version
      help [command]                 display help for command

    Other commands of liqoctl are handed over to the next liqoctl on the PATH; there is none now.
    "
  `);
});

test('liqoctl move', async () => {
  expect(await help('move')).toMatchInlineSnapshot(`
    "Usage: liqoctl move [options] [command]

    move volumes, and look after moves that are not finished

    Options:
      -h, --help                     display help for command

    Global Options:
      --kubeconfig <file>            kubeconfig file (default: KUBECONFIG, then
                                     ~/.kube/config)
      --context <name>               context of the kubeconfig to use
      --cluster <name>               cluster of the kubeconfig to use
      --user <name>                  user of the kubeconfig to use
      -v, --verbose                  say more, with the stack of an error
      --global-labels <k=v,..>       labels for what a move creates for itself
      --global-annotations <k=v,..>  annotations for what a move creates for itself

    Commands:
      volume|pvc [options] <claim>   move the data behind a claim to another node,
                                     here or in another cluster
      list [options]                 list the moves that are not finished
      resume [options] <claim>       continue a move from its journal, on any
                                     machine
      abort [options] <claim>        take a move back
      help [command]                 display help for command
    "
  `);
});

test('liqoctl move volume', async () => {
  expect(await help('move', 'volume')).toMatchInlineSnapshot(`
    "Usage: liqoctl move volume|pvc [options] <claim>

    move the data behind a claim to another node, here or in another cluster

    Arguments:
      claim                                  name of the claim

    Options:
      -n, --namespace <name>                 namespace of the claim (default: that of the context)
      --target-node <node>                   node to move to, physical or virtual
      --dry-run                              print the plan and change nothing
      --verify <level>                       how much of the copy is proven (choices: "full", "restore", "none", default: "full")
      --guard <mode>                         what to do where the cluster cannot guard the claim (choices: "auto", "required", default: "auto")
      --accept-lost-times                    go on where a time cannot be kept, and tell what becomes of it
      --keep-source                          keep the old copy until "move resume" releases it
      --remove-finished-pods                 delete finished pods that name the claim
      --target-class <class>                 storage class of the new real claim
      --repository-class <class>             storage class of the repository's volume
      --remote-kubeconfig <[provider=]file>  kubeconfig for a provider, where the one that Liqo keeps is not enough; repeatable
      --mover-privileged                     movers get SYS_ADMIN too, which trusted.* attributes need
      --mover-uid <uid>                      movers run as this user, and leave out what only root can carry
      --stall-timeout <duration>             limit for a pod to start, get on or go (default: 15m)
      --containers-cpu-requests <quantity>   CPU request of every container
      --containers-cpu-limits <quantity>     CPU limit of every container
      --containers-ram-requests <quantity>   memory request of every container
      --containers-ram-limits <quantity>     memory limit of every container
      --restic-image <image>                 image of the movers (default: "restic/restic:0.19.1")
      --restic-server-image <image>          image of the repository (default: "restic/rest-server:0.14.0")
      --verify-image <image>                 image of the manifest program (default: "python:3-alpine")
      -o, --output <format>                  how to print (choices: "text", "json", "jsonl", default: "text")
      -h, --help                             display help for command

    Global Options:
      --kubeconfig <file>                    kubeconfig file (default: KUBECONFIG, then ~/.kube/config)
      --context <name>                       context of the kubeconfig to use
      --cluster <name>                       cluster of the kubeconfig to use
      --user <name>                          user of the kubeconfig to use
      -v, --verbose                          say more, with the stack of an error
      --global-labels <k=v,..>               labels for what a move creates for itself
      --global-annotations <k=v,..>          annotations for what a move creates for itself

    Examples:
      liqoctl move volume data-db-0 -n shop --target-node milan
      liqoctl move volume data-db-0 -n shop --target-node milan --dry-run

    Exit codes:
      0    moved, or already there
      1    a defect of ours or an unexpected failure
      2    wrong usage
      3    refused by a check; nothing was changed
      4    failed before the cut and undone; the claim is as it was
      5    stopped on the way; \`liqoctl move resume\` or \`abort\` continues
      6    a cluster could not be reached, or did not allow it
      130  interrupted; the last line says whether everything was undone or the journal is left
    "
  `);
});

test('liqoctl move list', async () => {
  expect(await help('move', 'list')).toMatchInlineSnapshot(`
    "Usage: liqoctl move list [options]

    list the moves that are not finished

    Options:
      -n, --namespace <name>         only those of one namespace
      -o, --output <format>          how to print (choices: "text", "json", "jsonl",
                                     default: "text")
      -h, --help                     display help for command

    Global Options:
      --kubeconfig <file>            kubeconfig file (default: KUBECONFIG, then
                                     ~/.kube/config)
      --context <name>               context of the kubeconfig to use
      --cluster <name>               cluster of the kubeconfig to use
      --user <name>                  user of the kubeconfig to use
      -v, --verbose                  say more, with the stack of an error
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
      claim                                  name of the claim

    Options:
      -n, --namespace <name>                 namespace of the claim (default: that of the context)
      --remote-kubeconfig <[provider=]file>  kubeconfig for a provider, where the one that Liqo keeps is not enough; repeatable
      -o, --output <format>                  how to print (choices: "text", "json", "jsonl", default: "text")
      -h, --help                             display help for command

    Global Options:
      --kubeconfig <file>                    kubeconfig file (default: KUBECONFIG, then ~/.kube/config)
      --context <name>                       context of the kubeconfig to use
      --cluster <name>                       cluster of the kubeconfig to use
      --user <name>                          user of the kubeconfig to use
      -v, --verbose                          say more, with the stack of an error
      --global-labels <k=v,..>               labels for what a move creates for itself
      --global-annotations <k=v,..>          annotations for what a move creates for itself
    "
  `);
});

test('liqoctl move abort', async () => {
  expect(await help('move', 'abort')).toMatchInlineSnapshot(`
    "Usage: liqoctl move abort [options] <claim>

    take a move back

    Arguments:
      claim                                  name of the claim

    Options:
      -n, --namespace <name>                 namespace of the claim (default: that of the context)
      --discard-changes                      go back although the application may have written to the new copy
      --recreate                             create the claim again where it is gone
      --forget <provider>                    go back without a provider that is gone for good
      --remote-kubeconfig <[provider=]file>  kubeconfig for a provider, where the one that Liqo keeps is not enough; repeatable
      -o, --output <format>                  how to print (choices: "text", "json", "jsonl", default: "text")
      -h, --help                             display help for command

    Global Options:
      --kubeconfig <file>                    kubeconfig file (default: KUBECONFIG, then ~/.kube/config)
      --context <name>                       context of the kubeconfig to use
      --cluster <name>                       cluster of the kubeconfig to use
      --user <name>                          user of the kubeconfig to use
      -v, --verbose                          say more, with the stack of an error
      --global-labels <k=v,..>               labels for what a move creates for itself
      --global-annotations <k=v,..>          annotations for what a move creates for itself
    "
  `);
});

test('liqoctl version', async () => {
  expect(await help('version')).toMatchInlineSnapshot(`
    "Usage: liqoctl version [options]

    print the version

    Options:
      --client                       ask no cluster, nor let the next liqoctl ask
                                     one
      -o, --output <format>          json or yaml
      -h, --help                     display help for command

    Global Options:
      --kubeconfig <file>            kubeconfig file (default: KUBECONFIG, then
                                     ~/.kube/config)
      --context <name>               context of the kubeconfig to use
      --cluster <name>               cluster of the kubeconfig to use
      --user <name>                  user of the kubeconfig to use
      -v, --verbose                  say more, with the stack of an error
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

test('a command that is missing shows what there is', async () => {
  const { code, stdout, stderr } = await runCli(['move']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(await help('move'));
});
