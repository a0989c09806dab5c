import type { TestModule, TestSuite } from 'vitest/node'
import { startVitest } from 'vitest/node'
import type { Skipped, Tally } from './tally.ts'

/**
 * Runs one of the projects in vitest.config.ts and counts what happened. Files that do not load and hooks that throw count as failures:
 * vitest itself reports the tests below a failed hook as skipped.
 *
 * @param filters parts of file names; none runs every file
 */
export async function runTests(project: 'unit' | 'e2e' | 'long', filters: readonly string[]): Promise<Tally> {
  const vitest = await startVitest([...filters], { project: [project], run: true, watch: false, passWithNoTests: true })
  try {
    const modules = vitest.state.getTestModules()
    const failed = vitest.state.getUnhandledErrors().length
    return modules.map(count).reduce((sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: [...sum.skipped, ...one.skipped],
    }), { passed: 0, failed, skipped: [] })
  } finally {
    await vitest.close()
    // vitest sets the status of the process; here the tally does, after what may be skipped is judged.
    process.exitCode = 0
  }
}

function count(module: TestModule): Tally {
  const broken = [module, ...module.children.allSuites()].filter((suite: TestModule | TestSuite) => suite.errors().length > 0)
  let passed = 0
  let failed = broken.length
  const skipped: Skipped[] = []
  for (const test of module.children.allTests()) {
    const result = test.result()
    const name = `${module.relativeModuleId} > ${test.fullName}`
    if (result.state === 'passed') passed += 1
    else if (result.state === 'skipped') skipped.push({ test: name, reason: result.note ?? 'no reason given' })
    else failed += 1
  }
  return { passed, failed, skipped: broken.length > 0 ? [] : skipped }
}
