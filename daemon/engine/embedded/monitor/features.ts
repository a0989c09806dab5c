/**
 * What this engine tells the SDK that it can do, by the SDK's name and by its number (ResourceMonitorFeature in
 * resource.proto). What isn't here the SDK refuses in the program, in its own words, before anything happens.
 */
export const FEATURES = [
  { name: 'secrets', id: 0 },
  { name: 'resourceReferences', id: 1 },
  { name: 'outputValues', id: 2 },
  { name: 'aliasSpecs', id: 3 },
  { name: 'replacementTrigger', id: 4 },
  { name: 'deletedWith', id: 5 },
  { name: 'replaceWith', id: 6 },
  { name: 'transforms', id: 7 },
  { name: 'invokeTransforms', id: 8 },
  { name: 'resourceHooks', id: 10 },
  { name: 'errorHooks', id: 11 },
] as const
