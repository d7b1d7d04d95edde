/** Writes docs/schema, the JSON Schemas of what commands print for programs; with --check it says whether they are current. */
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import { array, type GenericSchema, is, literal, object, string } from 'valibot';
import { documentSchemas } from './schema/documents.ts';
import { type Pages, writePages } from './write-pages.ts';

const keyList = object({ type: literal('picklist'), options: array(string()) });

const pages = Array.from(documentSchemas, ([command, schema]) => [`${command.replaceAll(' ', '-')}.json`, () => render(command, schema)]);

function render(command: string, schema: GenericSchema): string {
  const title =
    command === 'move events'
      ? 'A line of -o jsonl while a move runs'
      : `What liqoctl ${command === 'move volume' ? 'move volume, move resume and move abort' : command} -o json prints`;
  const { $schema, ...rules } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    overrideSchema: ({ valibotSchema }) => numbersByName(valibotSchema),
  });
  return `${JSON.stringify({ $schema, title, ...rules }, undefined, 2)}\n`;
}

/** The converter knows no records whose keys are of a list; of that kind are numbers by phase only. */
function numbersByName(schema: { readonly type: string }): JsonSchema | undefined {
  if (schema.type !== 'record' || !('key' in schema) || !is(keyList, schema.key)) return undefined;
  return { type: 'object', propertyNames: { enum: schema.key.options }, additionalProperties: { type: 'number' } };
}

process.exitCode = await writePages('docs/schema', Object.fromEntries(pages) as Pages, process.argv[2]);
