/** How long something is away in specs about that, at least. */
export const awaySeconds = Number(process.env['E2E_AWAY_SECONDS'] ?? 10);
