import type { DeploymentInfo } from '@pulumi/pulumi/proto/resource_pb.js'
import { FEATURES } from './features.ts'
import type { MonitorOptions } from './monitor.ts'

/** What the SDK asks first: where it runs, with which configuration, and what this engine can do. */
export function deploymentInfo({ sdk, project, stack, preview, parallel, config, secretKeys }: MonitorOptions): DeploymentInfo {
  const info = new sdk.resource.DeploymentInfo()
  info.setProject(project)
  info.setStack(stack)
  info.setOrganization('organization')
  info.setDryrun(preview)
  info.setParallel(parallel)
  info.setSupportedfeaturesList(FEATURES.map((feature) => feature.id))
  info.setConfigsecretkeysList([...secretKeys])
  for (const [key, value] of config) info.getConfigMap().set(key, value)
  return info
}
