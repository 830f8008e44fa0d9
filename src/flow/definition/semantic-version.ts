/** Longer versions, and greater numbers than the 15 digits of {@link FORM}, are refused when versions are compared. */
const MAX_LENGTH = 256;

const NUMBER = String.raw`(?:0|[1-9]\d{0,14})`;
const PRERELEASE = String.raw`(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)`;
const BUILD = '[0-9a-zA-Z-]+';

/** The form of a semantic version, as its specification gives it (semver.org). */
const FORM = new RegExp(
  String.raw`^${NUMBER}\.${NUMBER}\.${NUMBER}(?:-${PRERELEASE}(?:\.${PRERELEASE})*)?(?:\+${BUILD}(?:\.${BUILD})*)?$`,
);

/** Returns whether a value is a semantic version. Comparing versions needs a library; their form does not. */
export function isSemanticVersion(text: unknown): boolean {
  return typeof text === 'string' && text.length <= MAX_LENGTH && FORM.test(text);
}
