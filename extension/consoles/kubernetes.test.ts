import { describe } from 'vitest'
import { itLeavesAlone, itReads } from '../testing/addresses.ts'

const proxy = 'http://localhost:8001/api/v1/namespaces/kubernetes-dashboard/services/https:kubernetes-dashboard:/proxy/#'
const openshift = 'https://console-openshift-console.apps.prod.example.org'
const at = (kind: string, id: string, service?: string, account?: string) =>
  ({ kind, id, ...(service === undefined ? {} : { service }), ...(account === undefined ? {} : { account }) })

describe('dashboards of Kubernetes', () => {
  itReads('kubernetes', [
    [`${proxy}/deployment/shop/web?namespace=shop`, at('deployment', 'web', 'shop')],
    [`${proxy}/pod/shop/web-5d9c7b-x2x?namespace=_all`, at('pod', 'web-5d9c7b-x2x', 'shop')],
    [`${proxy}/node/worker-1?namespace=default`, at('node', 'worker-1')],
    ['http://127.0.0.1:8001/api/v1/namespaces/kubernetes-dashboard/services/https:kubernetes-dashboard-kong-proxy:443/proxy/#/statefulset/shop/db', at('statefulset', 'db', 'shop')],
    ['https://kubernetes-dashboard.example.org/#/cronjob/shop/nightly?namespace=shop', at('cronjob', 'nightly', 'shop')],
    [`${openshift}/k8s/ns/shop/deployments/web`, at('deployment', 'web', 'shop', 'prod.example.org')],
    [`${openshift}/k8s/ns/shop/deployments/web/yaml`, at('deployment', 'web', 'shop', 'prod.example.org')],
    [`${openshift}/k8s/ns/shop/apps~v1~StatefulSet/db/pods`, at('statefulset', 'db', 'shop', 'prod.example.org')],
    [`${openshift}/k8s/ns/shop/networkpolicies/deny-all`, at('networkpolicy', 'deny-all', 'shop', 'prod.example.org')],
    [`${openshift}/k8s/cluster/nodes/worker-1`, at('node', 'worker-1', undefined, 'prod.example.org')],
    [`${openshift}/k8s/cluster/storageclasses/fast`, at('storageclass', 'fast', undefined, 'prod.example.org')],
    ['https://rancher.example.org/dashboard/c/local/explorer/apps.deployment/shop/web', at('deployment', 'web', 'shop', 'local')],
    ['https://rancher.example.org/dashboard/c/c-m-abc123/explorer/pod/shop/web-5d9c7b-x2x#pods', at('pod', 'web-5d9c7b-x2x', 'shop', 'c-m-abc123')],
    ['https://rancher.example.org/dashboard/c/local/explorer/networking.k8s.io.ingress/shop/front?mode=view', at('ingress', 'front', 'shop', 'local')],
    ['https://rancher.example.org/dashboard/c/local/explorer/node/worker-1', at('node', 'worker-1', undefined, 'local')],
    ['http://localhost:4466/c/minikube/deployments/shop/web', at('deployment', 'web', 'shop', 'minikube')],
    ['https://headlamp.example.org/c/prod/pods/shop/web-5d9c7b-x2x', at('pod', 'web-5d9c7b-x2x', 'shop', 'prod')],
    ['http://localhost:4466/c/minikube/nodes/minikube', at('node', 'minikube', undefined, 'minikube')],
    ['https://argocd.example.org/applications/argocd/guestbook?view=tree', at('application', 'guestbook', 'argocd')],
    ['https://argo-cd.example.org/applications/guestbook', at('application', 'guestbook')],
  ])
  itLeavesAlone([
    `${proxy}/workloads?namespace=shop`, 'https://example.org/c/prod/deployments/shop/web', 'https://example.org/applications/argocd/guestbook', `${openshift}/dashboards`,
    'https://rancher.example.org/dashboard/c/local/explorer', 'https://example.org/#/deployment/shop/web', 'https://console-openshift-console.example.org/k8s/ns/shop/deployments/web',
  ])
})
