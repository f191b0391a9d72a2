// Answers the verdicts of the browser's verifier: node verify_tokens.mjs BUNDLE < cases > verdicts
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { verify, readKeys, readRevocations } = await import(pathToFileURL(process.argv[2]));
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));
const { keys: file, revoked: list, cases } = JSON.parse(readFileSync(0, "utf8"));
const keys = await readKeys(bytes(file));
const said = [];
for (const engine of ["noble", "browser"]) {
  const revoked = await readRevocations(bytes(list), keys, engine);
  const verdicts = [];
  for (const { token, at } of cases) {
    const { verdict, claims } = await verify(token, { keys, revoked: revoked.ids, at: new Date(at * 1000), engine });
    verdicts.push([verdict, claims && [claims.passId, claims.name, claims.birthYear, claims.passport, claims.destination,
      claims.exitPoint, claims.validFrom / 1000, claims.validUntil / 1000, claims.photo]]);
  }
  said.push({ engine, made: revoked.made / 1000, verdicts });
}
process.stdout.write(JSON.stringify(said));
