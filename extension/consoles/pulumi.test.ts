import { describe } from 'vitest'
import { itLeavesAlone, itReads } from '../testing/addresses.ts'

const stack = { account: 'acme', kind: 'stack', id: 'shop/prod' }
const within = (kind: string, id: string) => ({ account: 'acme', service: 'shop/prod', kind, id })
const urn = 'urn:pulumi:prod::shop::aws:s3/bucket:Bucket::assets'

describe('Pulumi Cloud', () => {
  itReads('pulumi', [
    ['https://app.pulumi.com/acme/shop/prod', stack],
    ['https://app.pulumi.com/acme/shop/prod/', stack],
    ['https://app.pulumi.com/acme/shop/prod?tab=readme', stack],
    ['https://app.pulumi.com/acme/shop/prod/updates', stack],
    ['https://app.pulumi.com/acme/shop/prod/resources', stack],
    ['https://app.pulumi.com/acme/shop/prod/settings/deploy', stack],
    ['https://app.pulumi.com/acme/shop/prod/updates/42', within('update', 'shop/prod/updates/42')],
    ['https://app.pulumi.com/acme/shop/prod/updates/42?show=diff', within('update', 'shop/prod/updates/42')],
    ['https://app.pulumi.com/acme/shop/prod/previews/6a1b2c3d-0000-4000-8000-0123456789ab', within('preview', 'shop/prod/previews/6a1b2c3d-0000-4000-8000-0123456789ab')],
    ['https://app.pulumi.com/acme/shop/prod/deployments/7', within('deployment', 'shop/prod/deployments/7')],
    [`https://app.pulumi.com/acme/shop/prod/resources/${encodeURIComponent(urn)}`, within('resource', urn)],
    ['https://app.pulumi.com/acme/shop/feature.login', { account: 'acme', kind: 'stack', id: 'shop/feature.login' }],
    ['https://app.pulumi.com/ada-l/my_project/dev', { account: 'ada-l', kind: 'stack', id: 'my_project/dev' }],
    ['https://app.pulumi.com/acme/shop', { account: 'acme', kind: 'project', id: 'shop' }],
    ['https://app.pulumi.com/acme/esc/shop/prod', { account: 'acme', service: 'esc', kind: 'environment', id: 'shop/prod' }],
    ['https://app.pulumi.com/acme/esc/default', { account: 'acme', service: 'esc', kind: 'environment', id: 'default' }],
  ])
  itLeavesAlone([
    'https://app.pulumi.com/', 'https://app.pulumi.com/acme', 'https://app.pulumi.com/acme/settings/members', 'https://app.pulumi.com/acme/deployments', 'https://app.pulumi.com/account/tokens',
    'https://app.pulumi.com/signin', 'https://www.pulumi.com/docs/iac', 'https://app.pulumi.com.evil.example/acme/shop/prod', 'http://app.pulumi.com/acme/shop/prod',
  ])
})
