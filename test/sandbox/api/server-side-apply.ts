import { type Fields, isFields } from './object.ts';
import { applyStrategicPatch } from './strategic-patch.ts';

/**
 * Server-side apply without ownership of fields: what the configuration says is merged in, as by a strategic merge patch.
 * Lists of plain values are replaced. Fields dropped from a configuration stay, because it is not remembered who set them.
 */
export function applyConfiguration(current: unknown, configuration: Fields): Fields {
  const metadata = isFields(configuration['metadata']) ? { ...configuration['metadata'] } : {};
  delete metadata['managedFields'];
  return applyStrategicPatch(current, { ...configuration, metadata });
}
