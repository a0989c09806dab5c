import { expect, test } from 'vitest'
import { UrnSelection } from '../generation/selection.ts'
import type { OperationRequest } from '../operation.ts'
import { updateMetadata } from './update-metadata.ts'

const all = new UrnSelection([])
const request: OperationRequest = {
  kind: 'update', dryRun: false, remove: false, previewFirst: false, stack: 'dev', message: '', targets: all, excludes: all, replaceTargets: all,
  targetDependents: false, excludeDependents: false, excludeProtected: false, ignoreProtect: false,
  refresh: false, runProgram: false, parallel: 1,
  continueOnError: false, expectNoChanges: false, execKind: 'auto.local', json: false, showSecrets: false, showSames: false, showReads: false,
  showReplacementSteps: false, suppressOutputs: false, debug: false, clearPendingCreates: false, skipConfigValidation: false,
  strict: false, urns: false,
  flags: { yes: 'true', message: 'set' },
}

test('the history keeps which flags and variables there were, and no value of theirs', () => {
  const environment = { PULUMI_CONFIG_PASSPHRASE: 'correct horse', PULUMI_SKIP_UPDATE_CHECK: 'true', HOME: '/home/ada' }
  const metadata = updateMetadata(request, environment, 'nodejs', true)
  expect(metadata).toMatchObject({
    'exec.kind': 'auto.local', 'pulumi.env.PULUMI_CONFIG_PASSPHRASE': 'set', 'pulumi.env.PULUMI_SKIP_UPDATE_CHECK': 'true',
    'pulumi.flag.yes': 'true', 'pulumi.flag.message': 'set', updatePlan: 'false', 'stack.environments': '[]', 'runtime.name': 'nodejs',
  })
  expect(JSON.stringify(metadata)).not.toContain('correct horse')
  expect(Object.keys(metadata)).toEqual(Object.keys(metadata).sort())
  expect(updateMetadata({ ...request, execKind: 'other' }, environment, 'nodejs', false)).toMatchObject({ 'exec.kind': 'cli' })
})
