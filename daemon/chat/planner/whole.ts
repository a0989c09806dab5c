/** Words that say nothing but that the whole is meant. */
export const DEPLOY = new Set(
  [
    'deploy', 'redeploy', 'again', 'everything', 'all', 'program', 'changes', 'change', 'latest', 'run', 'do', 'deployment', 'roll', 'ship',
    'push', 'release', 'code', 'website',
  ]
)
export const EVERYTHING = new Set(
  [
    'destroy', 'tear', 'delete', 'remove', 'take', 'everything', 'all', 'nuke', 'wipe', 'terminate', 'whole', 'entire', 'decommission',
    'resources', 'resource', 'drop', 'infrastructure', 'environment', 'rid', 'can', 'go', 'want', 'gone', 'like', 'would', 'completely',
  ]
)
