/**
 * PostgreSQL cannot store NUL, and UTF-8 has no lone surrogates. They are replaced by an escape character and a code;
 * nearly all strings have none and stay unchanged. Prefixes are preserved: if a string begins with another, so does
 * its escaped form.
 */
/** The escape character: a noncharacter, which few strings contain. */
const ESCAPE = '\uffff';
const ODD = /[\0\uffff\p{Cs}]/u;
const EACH_ODD = /[\0\uffff\p{Cs}]/gu;
const EACH_ESCAPED = /\uffff([0-9a-f]{4})/g;

/** The same characters in JSON, which has escaped some of them already. */
const ODD_IN_JSON = /\\u(?:0000|d[89a-f][0-9a-f]{2})|\uffff/;

/** Returns a string in the form that PostgreSQL accepts. */
export function escapeText(text: string): string {
  if (!ODD.test(text)) return text;
  return text.replace(EACH_ODD, (odd) => ESCAPE + odd.charCodeAt(0).toString(16).padStart(4, '0'));
}

/** Returns the original of a string escaped by {@link escapeText}. */
export function unescapeText(text: string): string {
  if (!text.includes(ESCAPE)) return text;
  return text.replace(EACH_ESCAPED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Returns a value as JSON, with its strings escaped as by {@link escapeText}. */
export function escapeJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!ODD_IN_JSON.test(json)) return json;
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'string' ? escapeText(one) : one));
}

export function unescapeJson(json: string): unknown {
  if (!json.includes(ESCAPE)) return JSON.parse(json);
  return JSON.parse(json, (_, one: unknown) => (typeof one === 'string' ? unescapeText(one) : one));
}
