import { expect, test } from 'vitest'
import { looksLikeSecret } from './looks-secret.ts'

// What an official CLI, 3.260.0 built from source, refused to store in the clear and what it took, on 2026-11-26.
test.for([
  ['dbToken', 'k3J9xQ2mZ7wLp0Rt', true], ['passwordHash', '5f4dcc3b5aa765d61d8327deb882cf99', true], ['a.password', 'k3J9xQ2mZ7wLp0Rt', true],
  ['password', 'hunter2', false], ['password', 'aVeryLongPassw0rd!xyz', false], ['secretName', 'correcthorsebatterystaple', false],
  ['token', '12345678901234567890', false], ['token', 'aaaaaaaaaaaaaaaaaaaaaaaa', false], ['pwd', 'qwertyuiopasdfghjkl', false],
  ['token', 'AKIAIOSFODNN7EXAMPLE', true], ['token', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a', true], ['token', 'kqzvhwmbxtrplfgd', true],
  ['token', 'Tr0ub4dor&3', true], ['token', '8472019365', false], ['token', 'projects/my-project/secrets/db', false],
  ['token', 'my super secret', false], ['token', 'some_long_name_here', false], ['token', 'secret-value', false], ['token', 'changeme', false],
  ['region', 'k3J9xQ2mZ7wLp0Rt', false],
] as const)('%s = %s: %s', ([name, value, expected]) => {
  expect(looksLikeSecret(name, value)).toBe(expected)
})
