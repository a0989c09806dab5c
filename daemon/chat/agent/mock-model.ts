import { onTestFinished } from 'vitest'
import { startMockModel } from './tiny-provider.ts'

export { readable } from './tiny-provider.ts'
export type { Asked, Scripted } from './tiny-provider.ts'

/** The provider on loopback for one test: gone when that is over. */
export async function mockModel(script: Parameters<typeof startMockModel>[0]): Promise<Awaited<ReturnType<typeof startMockModel>>> {
  const model = await startMockModel(script)
  onTestFinished(model.close)
  return model
}
