import { describe } from 'vitest'
import { itLeavesAlone, itReads } from '../testing/addresses.ts'

const account = 'shop-prod'

describe('the Google Cloud console', () => {
  itReads('gcp', [
    ['https://console.cloud.google.com/compute/instancesDetail/zones/europe-west1-b/instances/web-1?project=shop-prod', { account, region: 'europe-west1-b', service: 'compute', kind: 'instance', id: 'web-1' }],
    ['https://console.cloud.google.com/compute/instancesDetail/zones/europe-west1-b/instances/web-1?authuser=1&project=shop-prod&tab=monitoring', { account, region: 'europe-west1-b', service: 'compute', kind: 'instance', id: 'web-1' }],
    ['https://console.cloud.google.com/compute/disksDetail/zones/europe-west1-b/disks/data-1?project=shop-prod', { account, region: 'europe-west1-b', service: 'compute', kind: 'disk', id: 'data-1' }],
    ['https://console.cloud.google.com/compute/instanceGroups/details/europe-west1/web-group?project=shop-prod', { account, region: 'europe-west1', service: 'compute', kind: 'instance group', id: 'web-group' }],
    ['https://console.cloud.google.com/kubernetes/clusters/details/europe-west1/prod/details?project=shop-prod', { account, region: 'europe-west1', service: 'kubernetes', kind: 'cluster', id: 'prod' }],
    ['https://console.cloud.google.com/kubernetes/deployment/europe-west1/prod/shop/web/overview?project=shop-prod', { account, region: 'europe-west1', service: 'kubernetes', kind: 'deployment', id: 'prod/shop/web' }],
    ['https://console.cloud.google.com/kubernetes/pod/europe-west1/prod/shop/web-5d9c7b-x2x/details?project=shop-prod', { account, region: 'europe-west1', service: 'kubernetes', kind: 'pod', id: 'prod/shop/web-5d9c7b-x2x' }],
    ['https://console.cloud.google.com/run/detail/europe-west1/web/metrics?project=shop-prod', { account, region: 'europe-west1', service: 'run', kind: 'service', id: 'web' }],
    ['https://console.cloud.google.com/run/jobs/details/europe-west1/nightly/executions?project=shop-prod', { account, region: 'europe-west1', service: 'run', kind: 'job', id: 'nightly' }],
    ['https://console.cloud.google.com/functions/details/europe-west1/resize?env=gen2&project=shop-prod', { account, region: 'europe-west1', service: 'functions', kind: 'function', id: 'resize' }],
    ['https://console.cloud.google.com/sql/instances/main/overview?project=shop-prod', { account, service: 'sql', kind: 'instance', id: 'main' }],
    ['https://console.cloud.google.com/storage/browser/shop-assets;tab=objects?forceOnBucketsSortingFiltering=true&project=shop-prod', { account, service: 'storage', kind: 'bucket', id: 'shop-assets' }],
    ['https://console.cloud.google.com/storage/browser/_details/shop-assets/img/logo.png;tab=live_object?project=shop-prod', { account, service: 'storage', kind: 'object', id: 'shop-assets/img/logo.png' }],
    ['https://console.cloud.google.com/cloudpubsub/topic/detail/orders?project=shop-prod', { account, service: 'pubsub', kind: 'topic', id: 'orders' }],
    ['https://console.cloud.google.com/cloudpubsub/subscription/detail/orders-sub?project=shop-prod', { account, service: 'pubsub', kind: 'subscription', id: 'orders-sub' }],
    ['https://console.cloud.google.com/iam-admin/serviceaccounts/details/112233445566778899?project=shop-prod', { account, service: 'iam', kind: 'service account', id: '112233445566778899' }],
    ['https://console.cloud.google.com/networking/networks/details/default?project=shop-prod&pageTab=SUBNETS', { account, service: 'networking', kind: 'network', id: 'default' }],
    ['https://console.cloud.google.com/networking/firewalls/details/allow-ssh?project=shop-prod', { account, service: 'networking', kind: 'firewall rule', id: 'allow-ssh' }],
    ['https://console.cloud.google.com/net-services/loadbalancing/details/httpAdvanced/web-lb?project=shop-prod', { account, service: 'networking', kind: 'load balancer', id: 'web-lb' }],
    ['https://console.cloud.google.com/security/secret-manager/secret/db-password/versions?project=shop-prod', { account, service: 'secretmanager', kind: 'secret', id: 'db-password' }],
    ['https://console.cloud.google.com/bigquery?project=shop-prod&p=shop-prod&d=sales&t=orders&page=table', { account, service: 'bigquery', kind: 'table', id: 'sales.orders' }],
    ['https://console.cloud.google.com/bigquery?project=shop-prod&d=sales&page=dataset', { account, service: 'bigquery', kind: 'dataset', id: 'sales' }],
    ['https://console.cloud.google.com/spanner/instances/main/databases/shop/details/tables?project=shop-prod', { account, service: 'spanner', kind: 'database', id: 'main/shop' }],
    ['https://console.cloud.google.com/artifacts/docker/shop-prod/europe-west1/images?project=shop-prod', { account, region: 'europe-west1', service: 'artifactregistry', kind: 'repository', id: 'shop-prod/images' }],
  ])
  itLeavesAlone([
    'https://console.cloud.google.com/home/dashboard?project=shop-prod', 'https://console.cloud.google.com/compute/instances?project=shop-prod',
    'https://console.cloud.google.com.evil.example/sql/instances/main/overview?project=shop-prod', 'http://console.cloud.google.com/sql/instances/main/overview',
    'https://cloud.google.com/sql/docs', 'https://console.cloud.google.com/bigquery?project=shop-prod', 'https://console.cloud.google.com/sql/instances/%E0%A4%A/overview',
  ])
})
