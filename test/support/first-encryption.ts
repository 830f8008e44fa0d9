import { createCipheriv, randomBytes } from 'node:crypto';
import { type BodyTransform, encryption } from 'millrace/storage';

/** Encrypts as version 0.1.0 did: `aes:1:<key>:<base64 of IV, ciphertext and tag>`, bound to the name of the key alone. */
export function firstEncryption(name: string, key: Buffer): BodyTransform {
  return {
    conceals: true,
    write: (text) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(name));
      const parts = [iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
      return `aes:1:${name}:${Buffer.concat(parts).toString('base64')}`;
    },
    read: encryption({ keys: { [name]: key }, current: name }).read,
  };
}
