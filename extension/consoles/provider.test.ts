import { expect, it } from 'vitest'
import { readProvider, readSubject } from './index.ts'

it('knows the overview of each console by where it lives', () => {
  const overviews = {
    'https://console.aws.amazon.com/console/home': 'aws', 'https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#Home:': 'aws',
    'https://console.cloud.google.com/welcome': 'gcp', 'https://portal.azure.com/#home': 'azure', 'https://github.com/notifications': 'github',
    'https://app.snowflake.com/': 'snowflake', 'https://app.pulumi.com/acme': 'pulumi',
  }
  for (const [address, provider] of Object.entries(overviews)) {
    expect(readSubject(address)).toBeNull()
    expect([address, readProvider(address)]).toEqual([address, provider])
  }
})

it('takes no look-alike for a console', () => {
  const others = [
    'http://github.com/', 'https://github.com.evil.example/', 'https://evilgithub.com/', 'https://console.aws.amazon.com.evil.example/', 'https://github.com:8443/',
    'https://evil.example/?https://portal.azure.com', 'https://portal-azure.com/', 'not an address', 'http://127.0.0.1:9041/',
  ]
  for (const address of others) expect([address, readProvider(address)]).toEqual([address, null])
})
