// Writes src/api/types.ts from the JSON Schema on standard input (`python -m remote_claude_ext.wire.schema`).
// With --check it writes nothing and fails where the file is not what the schema gives.
import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';
import { format, resolveConfig } from 'prettier';

const target = fileURLToPath(new URL('src/api/types.ts', import.meta.url));
const schema = JSON.parse(await text(process.stdin));
const raw = await compile(schema, 'Wire', {
  additionalProperties: false,
  bannerComment:
    '/** Wire types, generated from remote_claude_ext/wire/schema.py; never edited. */',
  format: false,
  unreachableDefinitions: true
});
const shaped = { ...(await resolveConfig(target)), filepath: target };
const noise = String.raw`This interface was referenced by \`Wire\`'s JSON-Schema\n \* via the \`definition\` "\w+"\.\n`;
const plain = (await format(raw, shaped))
  .replace(new RegExp(String.raw`\n \*\n \* ${noise}`, 'g'), '\n')
  .replace(new RegExp(String.raw`/\*\*\n \* ${noise} \*/\n`, 'g'), '')
  .replace(/export interface Wire \{[^}]*\}\n/, '');
const types = await format(plain, shaped);
if (!process.argv.includes('--check')) {
  writeFileSync(target, types);
} else if (readFileSync(target, 'utf8') !== types) {
  console.error(
    'src/api/types.ts is not what remote_claude_ext/wire/schema.py gives: run `make types`.'
  );
  process.exit(1);
}
