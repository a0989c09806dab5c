import type Anthropic from '@anthropic-ai/sdk'

/** The provider's own SDK. It is loaded for the first conversation and not with the daemon: most starts never need it. */
export const loadSdk = async (): Promise<typeof Anthropic> => (await import('@anthropic-ai/sdk')).default
