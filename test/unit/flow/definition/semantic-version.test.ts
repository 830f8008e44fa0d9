import { parse } from 'semver';
import { isSemanticVersion } from '../../../../src/flow/definition/semantic-version';
import { cases, fc } from '../../../support/cases';

/** Returns whether the library that compares versions accepts one, and would write it in the same way. */
function isAccepted(version: string): boolean {
  const parsed = parse(version);
  return (
    parsed !== null &&
    version === [parsed.version, ...(parsed.build.length > 0 ? [parsed.build.join('.')] : [])].join('+')
  );
}

describe('isSemanticVersion', () => {
  it.each([
    '0.0.0',
    '1.2.3',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-0a.b-c',
    '1.0.0+build.01',
    '1.0.0-rc.1+build.7',
    '999999999999999.0.0',
  ])('accepts %s', (version) => {
    expect([isSemanticVersion(version), isAccepted(version)]).toEqual([true, true]);
  });

  it.each([
    '',
    '1',
    '1.2',
    'v1.2.3',
    ' 1.2.3',
    '1.2.3 ',
    '1.2.3\n',
    '01.2.3',
    '1.2.3-',
    '1.2.3-01',
    '1.2.3-a..b',
    '1.2.3+',
    '1.2.3+a+b',
    '=1.2.3',
    `1.0.0-${'a'.repeat(256)}`,
  ])('refuses %j', (version) => {
    expect([isSemanticVersion(version), isAccepted(version)]).toEqual([false, false]);
  });

  it.each([undefined, null, 5, {}, ['1.2.3']])('refuses %p, which is no string', (version) => {
    expect(isSemanticVersion(version)).toBe(false);
  });

  it('accepts what the library accepts', () => {
    const text = fc.stringMatching(/^[v ]?\d{1,3}\.\d{1,2}(\.\d{1,2})?(-[0a1.-]{0,5})?(\+[0a1.-]{0,4})?[ \n]?$/);
    const property = fc.property(text, (version) => isSemanticVersion(version) === isAccepted(version));
    fc.assert(property, { numRuns: cases(2000) });
  });
});
