import { memoryStorage } from 'millrace/storage';
import { documentsOf } from '../../../../src/storage/port';

describe('documentsOf', () => {
  it('returns the documents of a storage', () => {
    const storage = memoryStorage();
    expect(documentsOf(storage, 'schedules')).toBe(storage.documents);
  });

  it('refuses a storage that keeps none, and says what needs them and what to use', () => {
    const { documents: _, ...storage } = memoryStorage();
    expect(() => documentsOf(storage, 'schedules')).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED',
        message: expect.stringMatching(/^schedules need a storage that keeps documents.*sqliteStorage/) as string,
        details: { feature: 'schedules' },
      }) as Error,
    );
  });
});
