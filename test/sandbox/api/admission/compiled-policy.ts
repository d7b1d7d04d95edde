import type { AdmissionPolicy } from '../../../../src/kube/objects/kinds.ts';
import type { Fields } from '../object.ts';
import { compileExpression, type Expression } from './cel.ts';

interface Check {
  readonly text: string;
  readonly evaluate: Expression;
  readonly message: string | undefined;
  readonly messageExpression: Expression | undefined;
  readonly reason: string;
}

/** A policy whose expressions are ready to run. */
export interface CompiledPolicy {
  readonly name: string;
  readonly policy: AdmissionPolicy;
  readonly failClosed: boolean;
  readonly conditions: readonly { readonly name: string; readonly evaluate: Expression }[];
  readonly variables: readonly { readonly name: string; readonly evaluate: Expression }[];
  readonly checks: readonly Check[];
}

/** Why a policy refuses a request. */
export interface Refusal {
  readonly message: string;
  readonly reason: string;
}

/** Compiles all of a policy; throws on the first expression that does not compile. */
export function compilePolicy(policy: AdmissionPolicy): CompiledPolicy {
  const { matchConditions = [], variables = [], validations = [], failurePolicy = 'Fail', paramKind } = policy.spec ?? {};
  const compile = (text: string) => compileExpression(text, { params: paramKind !== undefined });
  const named = ({ name, expression }: { name: string; expression: string }) => ({ name, evaluate: compile(expression) });
  return {
    name: policy.metadata.name,
    policy,
    failClosed: failurePolicy === 'Fail',
    conditions: matchConditions.map(named),
    variables: variables.map(named),
    checks: validations.map(({ expression, message, messageExpression, reason }) => ({
      text: expression.trim(),
      evaluate: compile(expression),
      message,
      messageExpression: messageExpression === undefined ? undefined : compile(messageExpression),
      reason: reason ?? 'Invalid',
    })),
  };
}

/** What the policy says to a request that its match constraints cover; undefined: it may pass. */
export function judge(compiled: CompiledPolicy, activation: Fields): Refusal | undefined {
  const scope = withVariables(compiled, activation);
  try {
    for (const { evaluate } of compiled.conditions) if (evaluate(scope) !== true) return undefined;
  } catch (error) {
    return onError(compiled, `match condition error: ${words(error)}`);
  }
  for (const check of compiled.checks) {
    const refusal = judgeOne(compiled, check, scope);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function judgeOne(compiled: CompiledPolicy, check: Check, scope: Fields): Refusal | undefined {
  try {
    if (check.evaluate(scope) === true) return undefined;
  } catch (error) {
    return onError(compiled, `expression '${check.text}' resulted in error: ${words(error)}`);
  }
  return { message: messageOf(check, scope), reason: check.reason };
}

function onError(compiled: CompiledPolicy, message: string): Refusal | undefined {
  return compiled.failClosed ? { message, reason: 'Invalid' } : undefined;
}

function messageOf(check: Check, scope: Fields): string {
  const otherwise = check.message?.trim() ?? `failed expression: ${check.text}`;
  if (check.messageExpression === undefined) return otherwise;
  try {
    const message = check.messageExpression(scope);
    return typeof message === 'string' && message.trim() !== '' && !message.includes('\n') ? message.trim() : otherwise;
  } catch {
    return otherwise;
  }
}

/** Variables are evaluated when first used, and once: an error in one that nobody uses does no harm. */
function withVariables(compiled: CompiledPolicy, activation: Fields): Fields {
  const variables: Fields = {};
  const scope: Fields = { ...activation, variables };
  for (const { name, evaluate } of compiled.variables) {
    let known: { readonly value: unknown } | undefined;
    Object.defineProperty(variables, name, { enumerable: true, get: () => (known ??= { value: evaluate(scope) }).value });
  }
  return scope;
}

function words(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? text;
}
