import { storageConformance } from 'millrace/conformance';
import { memoryStorage } from 'millrace/storage';

describe('the memory storage', () => {
  const checks = storageConformance({
    create: (options) => {
      const storage = memoryStorage(options);
      return { storage, another: () => storage };
    },
  });
  for (const { name, run } of checks) it(name, run);
});
