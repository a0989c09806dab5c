/** The version of the CLI whose behaviour this engine has; the SDK picks its protocol by it. */
export const VERSION = 'v3.270.0'
