import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Subject } from '../../shared/plan.ts'
import { asksFor, providerName, readSubject, suggestionsFor } from './index.ts'

it('reads nothing from what is no address, and from one that is too long', () => {
  for (const address of ['', 'not an address', 'about:blank', 'chrome://extensions', 'file:///etc/passwd', `https://github.com/acme/${'x'.repeat(5000)}`]) {
    expect(readSubject(address)).toBeNull()
  }
})

it('never throws and never gives a subject that the wire refuses, whatever stands in the address', () => {
  const hosts = ['eu-west-1.console.aws.amazon.com', 'console.cloud.google.com', 'portal.azure.com', 'github.com', 'app.snowflake.com', 'app.pulumi.com', 'localhost:4466', '127.0.0.1:9041']
  const tails = fc.array(fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('%', '%E0', '#', '?', '/', ';', '..', '__proto__', 'constructor', 'ec2', 'home', 'c', 'console', 'sites')), { maxLength: 12 })
  fc.assert(fc.property(fc.constantFrom(...hosts), tails, (host, parts) => {
    const found = readSubject(`${host.includes(':') ? 'http' : 'https'}://${host}/${parts.join('/')}`)
    if (found !== null) expect(Subject.safeParse(found).success).toBe(true)
  }), { seed: 7, numRuns: 2000 })
})

it('suggests three things on every page, named after what is there', () => {
  expect(suggestionsFor(undefined)).toHaveLength(3)
  const site = suggestionsFor({ provider: 'sandbox', kind: 'site', id: 'web' })
  expect(site.map(({ text }) => text)).toEqual(['Explain this site', 'What changed here this week?', 'What would happen if I set web replicas to 3?'])
  const bucket = suggestionsFor({ provider: 'aws', kind: 'bucket', id: 'assets' })
  expect(bucket.map(({ text }) => text)).toContain('Has anything drifted?')
  expect(asksFor({ provider: 'sandbox', kind: 'site', id: 'web' })).toEqual(['Explain this site', 'What changed today?', 'Any drift?'])
  expect(providerName('gcp')).toBe('Google Cloud')
})
