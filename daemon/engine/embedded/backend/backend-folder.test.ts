import { homedir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { backendFolder } from './backend-folder.ts'

test.each([
  ['file://~', homedir()], ['file://~/state', join(homedir(), 'state')], ['file://./state', '/work/shop/state'], ['file://', '/work/shop'],
  ['file:///var/state?no_tmp_dir=true', '/var/state'], ['file:///with%20space/100%', '/with%20space/100%'], ['file:///with%20space', '/with space'],
])('%s is the folder %s', (url, folder) => {
  expect(backendFolder(url, '/work/shop')).toBe(folder)
})

test('a folder of any name comes back from its URL', () => {
  for (const folder of ['/a b/ü', '/a#b', '/100%', '/a?b', '/a~']) expect(backendFolder(pathToFileURL(folder).href, '/')).toBe(folder)
})
