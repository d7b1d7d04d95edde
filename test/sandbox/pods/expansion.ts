/**
 * Replaces `$(NAME)` by the variable's value, as the kubelet does in command, args and env: `$$(NAME)` stays `$(NAME)`,
 * an unknown name stays as it is.
 */
export function expandVariables(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^()]*)\)/g, (whole, name: string | undefined) => {
    if (whole === '$$') return '$';
    return name !== undefined && Object.hasOwn(variables, name) ? (variables[name] ?? whole) : whole;
  });
}
