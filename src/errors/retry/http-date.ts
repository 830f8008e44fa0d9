const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The three formats that RFC 9110, section 5.6.7, requires recipients to accept. All are in GMT. */
const FORMATS = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  /^[A-Z][a-z]{2}, (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
  // Sunday, 06-Nov-94 08:49:37 GMT
  /^[A-Z][a-z]+, (?<day>\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\d{2}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
  // Sun Nov  6 08:49:37 1994
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d{2}:\d{2}:\d{2}) (?<year>\d{4})$/,
];

/** Parses an HTTP date. Returns epoch ms, or `undefined` for anything else. */
export function httpDate(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  for (const format of FORMATS) {
    const { day, month, year, time } = format.exec(text.trim())?.groups ?? {};
    if (day === undefined || month === undefined || year === undefined || time === undefined) continue;
    const [hours, minutes, seconds] = time.split(':').map(Number);
    const ms = Date.UTC(fullYear(year), MONTHS.indexOf(month), Number(day), hours, minutes, seconds);
    return MONTHS.includes(month) ? ms : undefined;
  }
  return undefined;
}

/** Expands a year of two digits: 00 to 69 are in this century, 70 to 99 in the last one. */
function fullYear(year: string): number {
  const number = Number(year);
  return year.length > 2 ? number : number < 70 ? 2000 + number : 1900 + number;
}
