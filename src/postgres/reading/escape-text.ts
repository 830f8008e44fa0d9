/**
 * PostgreSQL keeps every text but those with a NUL, and UTF-8 has no lone surrogates. They are written as an escape and what it
 * stands for; nearly all texts have none and stay as they are. The order of prefixes is kept: what begins with a text does so too
 * when both are written.
 */
/** Stands for no character, so hardly any text has it. */
const ESCAPE = '\uffff';
const ODD = /[\0\uffff\p{Cs}]/u;
const EACH_ODD = /[\0\uffff\p{Cs}]/gu;
const EACH_ESCAPED = /\uffff([0-9a-f]{4})/g;

/** The same in JSON, which has escaped some of them already. */
const ODD_IN_JSON = /\\u(?:0000|d[89a-f][0-9a-f]{2})|\uffff/;

/** A text as PostgreSQL takes it. */
export function escapeText(text: string): string {
  if (!ODD.test(text)) return text;
  return text.replace(EACH_ODD, (odd) => ESCAPE + odd.charCodeAt(0).toString(16).padStart(4, '0'));
}

/** A text as it was before it was {@link escapeText}. */
export function unescapeText(text: string): string {
  if (!text.includes(ESCAPE)) return text;
  return text.replace(EACH_ESCAPED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** A value as JSON whose texts are {@link escapeText}. */
export function escapeJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!ODD_IN_JSON.test(json)) return json;
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'string' ? escapeText(one) : one));
}

export function unescapeJson(json: string): unknown {
  if (!json.includes(ESCAPE)) return JSON.parse(json);
  return JSON.parse(json, (_, one: unknown) => (typeof one === 'string' ? unescapeText(one) : one));
}
