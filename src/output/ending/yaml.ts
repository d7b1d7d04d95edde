import { DEFAULT_SCHEMA, dump, Type } from 'js-yaml';

/** What some terminals obey, and every line break: JSON's way to write them is YAML's too, between double quotes. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const literal = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Numbers of YAML 1.1 that YAML 1.2 does not know. */
const olderNumber = /^[-+]?([.\d][\da-fx.]*_[\da-fx._]*|\d*(\.[\d._]*)?(e[-+]?\d+)?)$/i;

/** What could be read as something of this type is written between double quotes, keys too. Nothing is of it. */
const misread = new Type('!misread', {
  kind: 'scalar',
  resolve: (text: unknown) => olderNumber.test(String(text)) || unsafe.test(String(text)),
});

/** Boxed strings are written between double quotes, with line breaks too; no text is read as one. */
const quoted = new Type('!quoted', {
  kind: 'scalar',
  resolve: () => false,
  predicate: (value) => value instanceof String,
  represent: (value) => JSON.stringify(value),
});
const schema = DEFAULT_SCHEMA.extend({ implicit: [misread, quoted] });

/** YAML that is safe on a terminal, and which readers of YAML 1.1, such as kubectl, take as it is meant; without its last line break. */
export function toYaml(value: object): string {
  // JSON leaves out what has no value.
  const plain: unknown = JSON.parse(JSON.stringify(value), (_key, each: unknown) =>
    typeof each === 'string' && unsafe.test(each) ? Object(each) : each,
  );
  const text = dump(plain, { schema, lineWidth: -1, noRefs: true, quotingType: '"' });
  return text.trimEnd().replace(literal, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xff_ff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
