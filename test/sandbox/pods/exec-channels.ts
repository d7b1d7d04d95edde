import { type ChildProcess, spawn } from 'node:child_process';
import type { WebSocket } from 'ws';
import type { InsideCommand } from './inside-command.ts';

/** Protocols of `kubectl exec` that are spoken here, the best first; only in the fifth does the client say that its input has ended. */
export const execProtocols: readonly string[] = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

/** Each message begins with one of these bytes (Kubernetes: k8s.io/apimachinery, `httpstream/wsstream` and `remotecommand`). */
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, close: 255 } as const;

/** Which streams the client has asked for. */
export interface WantedStreams {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
}

/** Runs the command for the client at the other end, and tells it the exit code. It ends with the connection. */
export function serveExec(socket: WebSocket, { file, args, env }: InsideCommand, wanted: WantedStreams): void {
  // A session of its own: what the command has started ends with it.
  const child = spawn(file, args, { env, detached: true, stdio: 'pipe' });
  const send = (channel: number, data: Buffer) => socket.send(Buffer.concat([Buffer.of(channel), data]));
  for (const name of ['stdout', 'stderr'] as const) {
    if (wanted[name]) child[name].on('data', (data: Buffer) => send(channels[name], data));
    else child[name].resume();
  }
  // The command need not read all of its input.
  child.stdin.on('error', () => {});
  if (!wanted.stdin) child.stdin.end();
  socket.on('message', (message: Buffer) => {
    const [channel, about] = message;
    if (channel === channels.stdin) child.stdin.write(message.subarray(1));
    if (channel === channels.close && about === channels.stdin) child.stdin.end();
  });
  socket.on('close', () => endSession(child));
  const end = (status: object) => {
    send(channels.error, Buffer.from(JSON.stringify({ metadata: {}, ...status })));
    socket.close(1000);
  };
  child.on('error', ({ message }) => end({ status: 'Failure', reason: 'InternalError', message, code: 500 }));
  child.on('close', (code) => end(code === 0 ? { status: 'Success' } : failure(code ?? 137)));
}

/** The words by which clients know an exit code (`remotecommand.NonZeroExitCodeReason`). */
function failure(code: number): object {
  return {
    status: 'Failure',
    reason: 'NonZeroExitCode',
    message: `command terminated with non-zero exit code: exit status ${code}`,
    details: { causes: [{ reason: 'ExitCode', message: `${code}` }] },
  };
}

function endSession({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended at this moment.
  }
}
