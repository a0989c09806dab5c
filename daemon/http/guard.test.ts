import { describe, expect, it } from 'vitest'
import { bodyLimit, guard, type RequestHead } from './guard.ts'

const authority = '127.0.0.1:9040'
const extension = `chrome-extension://${'a'.repeat(32)}`
const good: Record<string, string> = { host: authority, origin: extension, 'content-type': 'application/json', 'content-length': '2' }

function head(fields: Record<string, string | undefined> = {}, method = 'POST', target = '/v1/status'): RequestHead {
  const all = { ...good, ...fields }
  return { method, target, version: '1.1', fields: Object.entries(all).filter((each): each is [string, string] => each[1] !== undefined) }
}

const codeOf = (request: RequestHead) => {
  try {
    guard(request, authority)
    return 'passed'
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('guard', () => {
  it('lets an extension and a program pass', () => {
    expect(guard(head(), authority)).toEqual({ path: '/v1/status', origin: extension, length: 2 })
    expect(guard(head({ origin: undefined }), authority).origin).toBeNull()
    expect(codeOf(head({ origin: 'moz-extension://603715cf-f9f0-4157-8295-ede78487c3b6', 'sec-fetch-site': 'none' }))).toBe('passed')
  })

  it.each(['evil.example:9040', 'localhost:9040', '[::1]:9040', '127.0.0.1', '127.0.0.1:9041', '127.1:9040', '0x7f000001:9040', '2130706433:9040', '127.0.0.1:9040.', ' 127.0.0.1:9040', ''])(
    'refuses the host %j', (host) => expect(codeOf(head({ host }))).toBe('host-refused'),
  )

  it('refuses no host and two hosts', () => {
    expect(codeOf(head({ host: undefined }))).toBe('host-refused')
    expect(codeOf({ ...head(), fields: [...head().fields, ['Host', authority]] })).toBe('host-refused')
  })

  it.each(['null', 'https://evil.example', `http://${authority}`, 'file://', `${extension}/`, `${extension}.evil.example`, 'chrome-extension://abc', ''])(
    'refuses the origin %j', (origin) => expect(codeOf(head({ origin }))).toBe('origin-refused'),
  )

  it('refuses a browser that hides its origin', () => expect(codeOf(head({ origin: undefined, 'sec-fetch-site': 'cross-site' }))).toBe('origin-refused'))

  it.each(['GET', 'PUT', 'OPTIONS', 'HEAD', 'DELETE', 'TRACE', 'post'])('refuses the method %s', (method) => expect(codeOf(head({}, method))).toBe('method-refused'))

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json; charset=utf-16', undefined])(
    'refuses the type %j', (type) => expect(codeOf(head({ 'content-type': type }))).toBe('type-refused'),
  )

  it.each(['//evil.example/v1/status', 'http://evil.example/v1/status', '/v1/../v1/status', '/v1/status?a=1', '/v1/%73tatus', '/v1//status', '/v1/status/', '*', '/', '/v1/status#a', '/V1/status', '/v1\\status'])(
    'refuses the address %j', (target) => expect(codeOf(head({}, 'POST', target))).toBe('malformed-request'),
  )

  it.each(['content-type', 'content-length', 'origin', 'signature', 'signature-input', 'content-digest'])('refuses %s twice', (name) => {
    const value = good[name] ?? 'x'
    expect(codeOf({ ...head(), fields: [...head({ [name]: value }).fields, [name.toUpperCase(), value]] })).toBe('malformed-request')
  })

  it('refuses a body that is too large, of unknown length, chunked or compressed, by its header alone', () => {
    expect(codeOf(head({ 'content-length': String(bodyLimit) }))).toBe('passed')
    expect(codeOf(head({ 'content-length': String(bodyLimit + 1) }))).toBe('too-large')
    expect(codeOf(head({ 'content-length': undefined }))).toBe('length-required')
    expect(codeOf(head({ 'transfer-encoding': 'chunked' }))).toBe('length-required')
    expect(codeOf(head({ 'content-encoding': 'gzip' }))).toBe('type-refused')
    for (const length of ['+2', '02', '2, 2', '-1', '1e3', '']) expect(codeOf(head({ 'content-length': length })), length).toBe('malformed-request')
  })

  it('refuses HTTP before 1.1', () => {
    for (const version of ['0.9', '1.0', '2.0']) expect(codeOf({ ...head(), version })).toBe('malformed-request')
  })

  it('names the host first, then the origin, the method, the type, the size', () => {
    const wrong = { host: 'x', origin: 'null', 'content-type': 'text/plain', 'content-length': String(bodyLimit + 1) }
    expect(codeOf(head(wrong, 'GET'))).toBe('host-refused')
    expect(codeOf(head({ ...wrong, host: authority }, 'GET'))).toBe('origin-refused')
    expect(codeOf(head({ ...wrong, host: authority, origin: extension }, 'GET'))).toBe('method-refused')
    expect(codeOf(head({ ...wrong, host: authority, origin: extension }))).toBe('type-refused')
    expect(codeOf(head({ 'content-length': wrong['content-length'] }))).toBe('too-large')
  })
})
