import { expect, it } from 'vitest'
import { wholePath } from './path.ts'

it('the whole path, with the daemon, the engine, its provider and the cloud killed at random points, loses nothing and does nothing twice', async () => {
  const result = await wholePath({ trials: 6, seed: 11, workers: 2 })
  expect(result).toMatchObject({ trials: 6, failures: [] })
})
