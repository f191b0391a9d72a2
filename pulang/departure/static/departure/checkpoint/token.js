// The departure pass, read in a browser exactly as departure/rules/token.py reads it.
//
//   PLG1:<base45 of COSE_Sign1(EdDSA over Ed25519; CWT claims)>
//
// One content has one text: whatever is not written as the office writes it is malformed, whoever
// signed it. The order of the verdicts is fixed: form, key, signature, revocation, days.
import { decode, encode, Tagged } from "cborg";
import { ed25519 } from "@noble/curves/ed25519.js";

const PREFIX = "PLG1:";
const ISSUER = "ID-NT";
const MOST_CHARACTERS = 1200;
const [ID_BYTES, KID_BYTES, PHOTO_BYTES, SIGNATURE_BYTES, KEY_BYTES] = [16, 8, 8, 64, 32];
const SIGN1 = 18;
const [ISS, EXP, NBF, IAT, CTI, TRAVEL] = [1, 4, 5, 6, 7, -70001];
const [NAME, YEAR, PASSPORT, TO, FROM, PHOTO] = [1, 2, 3, 4, 5, 6];
const [ALG, KID, EDDSA] = [1, 4, -8];
const LATEST = 4102444800; // the year 2100
const [FIRST_YEAR, LAST_YEAR] = [0, 2100]; // 0: not known
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

class Malformed extends Error {}

const isInt = (value) => Number.isSafeInteger(value);
const isText = (value) => typeof value === "string";
const isBytes = (value) => value instanceof Uint8Array;
const isMap = (value) => value instanceof Map;
const CLAIMS = new Map([[ISS, isText], [EXP, isInt], [NBF, isInt], [IAT, isInt], [CTI, isBytes], [TRAVEL, isMap]]);
const TRAVELS = new Map([[NAME, isText], [YEAR, isInt], [PASSPORT, isText], [TO, isText], [FROM, isText], [PHOTO, isBytes]]);

const demand = (holds) => {
  if (!holds) throw new Malformed();
};

export const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");

const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

// Three characters are two bytes, two characters one (RFC 9285); never more than fits.
const fromBase45 = (text) => {
  demand(text.length % 3 !== 1);
  const bytes = [];
  for (let at = 0; at < text.length; at += 3) {
    const digits = Array.from(text.slice(at, at + 3), (letter) => DIGITS.indexOf(letter));
    demand(!digits.includes(-1));
    const value = digits.reduceRight((sum, digit) => sum * 45 + digit, 0);
    demand(value < (digits.length === 3 ? 65536 : 256));
    if (digits.length === 3) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Uint8Array.from(bytes);
};

const readCbor = (data) => {
  try {
    return decode(data, { useMaps: true, strict: true, allowIndefinite: false, allowUndefined: false,
      rejectDuplicateMapKeys: true, tags: { [SIGN1]: Tagged.decoder(SIGN1) } });
  } catch {
    throw new Malformed();
  }
};

// A number written longer than needed, keys in another order, bytes after the end: none survives.
const readMap = (data) => {
  const found = readCbor(data);
  demand(isMap(found) && same(encode(found), data));
  return found;
};

const readTyped = (found, kinds) => {
  demand(found.size === kinds.size);
  for (const [key, isKind] of kinds) demand(found.has(key) && isKind(found.get(key)));
  return found;
};

const readKid = (header) => {
  const found = readMap(header);
  const kid = found.get(KID);
  demand(found.size === 2 && found.get(ALG) === EDDSA && isBytes(kid) && kid.length === KID_BYTES);
  return kid;
};

const openSign1 = (data) => {
  const tagged = readCbor(data);
  demand(tagged instanceof Tagged && tagged.tag === SIGN1 && Array.isArray(tagged.value) && tagged.value.length === 4);
  const [header, loose, payload, signature] = tagged.value;
  demand(isMap(loose) && loose.size === 0 && [header, payload, signature].every(isBytes));
  demand(signature.length === SIGNATURE_BYTES);
  const kid = readKid(header);
  demand(same(encode(new Tagged(SIGN1, [header, new Map(), payload, signature])), data));
  return { header, payload, signature, kid: hex(kid) };
};

const readClaims = (payload) => {
  const said = readTyped(readMap(payload), CLAIMS);
  const travel = readTyped(said.get(TRAVEL), TRAVELS);
  const moments = [said.get(NBF), said.get(EXP), said.get(IAT)];
  demand(said.get(ISS) === ISSUER && said.get(CTI).length === ID_BYTES);
  demand(travel.get(PHOTO).length <= PHOTO_BYTES);
  demand(travel.get(YEAR) >= FIRST_YEAR && travel.get(YEAR) <= LAST_YEAR);
  demand(moments.every((moment) => moment > 0 && moment < LATEST) && moments[0] < moments[1]);
  const [from, until, issued] = moments.map((moment) => new Date(moment * 1000));
  return {
    passId: hex(said.get(CTI)), name: travel.get(NAME), birthYear: travel.get(YEAR),
    passport: travel.get(PASSPORT), destination: travel.get(TO), exitPoint: travel.get(FROM),
    issuedAt: issued, validFrom: from, validUntil: until, photo: hex(travel.get(PHOTO)),
  };
};

// --- signatures: by the browser where it knows Ed25519, by noble where it does not ---

const imported = new Map();
let knowsEd25519 = null;

const keyOf = async (kid, bytes) => {
  if (!imported.has(kid)) {
    imported.set(kid, await crypto.subtle.importKey("raw", bytes, { name: "Ed25519" }, false, ["verify"]));
  }
  return imported.get(kid);
};

const byNoble = ({ signature, message, bytes }) => {
  try {
    return ed25519.verify(signature, message, bytes, { zip215: false });
  } catch {
    return false;
  }
};

const byBrowser = async ({ signature, message, kid, bytes }) =>
  crypto.subtle.verify({ name: "Ed25519" }, await keyOf(kid, bytes), signature, message);

// Asked once, with a key that is certainly one: the base point of the curve.
const browserKnows = async () => {
  if (knowsEd25519 === null) {
    const base = Uint8Array.from({ length: KEY_BYTES }, (_, at) => (at === 0 ? 0x58 : 0x66));
    try {
      await crypto.subtle.importKey("raw", base, { name: "Ed25519" }, false, ["verify"]);
      knowsEd25519 = true;
    } catch {
      knowsEd25519 = false;
    }
  }
  return knowsEd25519;
};

const isSigned = async ({ header, payload, signature, kid }, bytes, engine) => {
  const message = encode(["Signature1", header, new Uint8Array(0), payload]);
  const asked = { signature, message, kid: `${kid}:${hex(bytes)}`, bytes };
  if (engine === "noble" || !(engine === "browser" || (await browserKnows()))) return byNoble(asked);
  try {
    return await byBrowser(asked);
  } catch {
    return false;
  }
};

/**
 * Answer the verdict on a token: `keys` is a Map kid (hex) → 32 bytes, `revoked` a Set of pass ids
 * (hex), `at` a Date. Nothing is told of a token whose signature is not good.
 */
export const verify = async (token, { keys, revoked = new Set(), at = new Date(), engine = "" }) => {
  let parts, claims;
  try {
    demand(isText(token) && token.startsWith(PREFIX) && token.length <= MOST_CHARACTERS);
    parts = openSign1(fromBase45(token.slice(PREFIX.length)));
    claims = readClaims(parts.payload);
  } catch (wrong) {
    if (wrong instanceof Malformed) return { verdict: "malformed", claims: null, kid: "" };
    throw wrong;
  }
  const { kid } = parts;
  const key = keys.get(kid);
  if (!key) return { verdict: "unknown_key", claims: null, kid };
  if (!(await isSigned(parts, key, engine))) return { verdict: "bad_signature", claims: null, kid };
  if (revoked.has(claims.passId)) return { verdict: "revoked", claims, kid };
  if (at >= claims.validUntil) return { verdict: "expired", claims, kid };
  if (at < claims.validFrom) return { verdict: "not_yet", claims, kid };
  return { verdict: "valid", claims, kid };
};

/** Read the file of keys: a Map kid (hex) → 32 bytes. A key that does not bear its own name is refused. */
export const readKeys = async (data) => {
  const keys = new Map();
  for (const [kid, bytes] of readMap(data)) {
    demand(isBytes(kid) && isBytes(bytes) && bytes.length === KEY_BYTES);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    demand(same(kid, digest.slice(0, KID_BYTES)));
    keys.set(hex(kid), bytes);
  }
  return keys;
};

/** Read the signed list of revoked passes: when it was made, and their ids (hex). */
export const readRevocations = async (data, keys, engine = "") => {
  const parts = openSign1(data);
  const found = readMap(parts.payload);
  const [made, ids] = [found.get(1), found.get(2)];
  demand(isInt(made) && Array.isArray(ids) && ids.every((id) => isBytes(id) && id.length === ID_BYTES));
  const key = keys.get(parts.kid);
  demand(key && (await isSigned(parts, key, engine)));
  return { made: new Date(made * 1000), ids: new Set(ids.map(hex)) };
};
