/** How long something is away in a spec about that, in seconds: what the requirement asks for, unless E2E_AWAY_SECONDS says otherwise. */
export function awaySeconds(usual: number): number {
  return Number(process.env['E2E_AWAY_SECONDS'] ?? usual);
}
