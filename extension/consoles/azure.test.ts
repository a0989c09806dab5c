import { describe } from 'vitest'
import { itLeavesAlone, itReads } from '../testing/addresses.ts'

const account = '11111111-2222-3333-4444-555555555555'
const group = `/subscriptions/${account}/resourceGroups/shop`
const at = (service: string, kind: string, rest: string) => ({ account, service, kind, id: `${group}/providers/${service}/${rest}` })

describe('the Azure portal', () => {
  itReads('azure', [
    [`https://portal.azure.com/#@contoso.onmicrosoft.com/resource${group}/providers/Microsoft.Compute/virtualMachines/web-1/overview`, at('Microsoft.Compute', 'virtual machine', 'virtualMachines/web-1')],
    [`https://portal.azure.com/#resource${group}/providers/Microsoft.Compute/virtualMachines/web-1/networking`, at('Microsoft.Compute', 'virtual machine', 'virtualMachines/web-1')],
    [`https://portal.azure.com/#@contoso.com/resource${group}/providers/Microsoft.Compute/disks/data/overview`, at('Microsoft.Compute', 'disk', 'disks/data')],
    [`https://portal.azure.com/#@contoso.com/resource${group}/providers/Microsoft.Storage/storageAccounts/shopassets/overview`, at('Microsoft.Storage', 'storage account', 'storageAccounts/shopassets')],
    [`https://portal.azure.com/#@contoso.com/resource${group}/providers/Microsoft.Web/sites/shop-web/appServices`, at('Microsoft.Web', 'app', 'sites/shop-web')],
    [`https://portal.azure.com/#@contoso.com/resource${group}/providers/Microsoft.Web/sites/shop-web/slots/staging/appServices`, at('Microsoft.Web', 'slot', 'sites/shop-web/slots/staging')],
    [`https://portal.azure.com/#@contoso.com/resource${group}/providers/Microsoft.Sql/servers/main/databases/shop/overview`, at('Microsoft.Sql', 'database', 'servers/main/databases/shop')],
    [`https://portal.azure.com/#@contoso.com/resource${group}/providers/Microsoft.Sql/servers/main/overview`, at('Microsoft.Sql', 'server', 'servers/main')],
    [`https://portal.azure.com/#@contoso.com/resource${group}/providers/Microsoft.ContainerService/managedClusters/prod/overview`, at('Microsoft.ContainerService', 'cluster', 'managedClusters/prod')],
    [`https://portal.azure.com/#@contoso.com/resource${group}/providers/Microsoft.KeyVault/vaults/secrets-prod/overview`, at('Microsoft.KeyVault', 'key vault', 'vaults/secrets-prod')],
    [`https://portal.azure.com/#@contoso.com/resource${group}/providers/Microsoft.Network/virtualNetworks/hub/subnets`, at('Microsoft.Network', 'virtual network', 'virtualNetworks/hub')],
    [`https://portal.azure.com/#@contoso.com/resource${group}/providers/Microsoft.Network/publicIPAddresses/front`, at('Microsoft.Network', 'public IP address', 'publicIPAddresses/front')],
    [`https://portal.azure.com/#@contoso.com/resource${group}/providers/Microsoft.App/containerApps/cart/containerapp`, at('Microsoft.App', 'container app', 'containerApps/cart')],
    [`https://ms.portal.azure.com/#@contoso.com/resource${group}/providers/Microsoft.DocumentDB/databaseAccounts/orders/overview`, at('Microsoft.DocumentDB', 'Cosmos DB account', 'databaseAccounts/orders')],
    [`https://portal.azure.us/#resource${group}/providers/Microsoft.Cache/Redis/sessions/overview`, at('Microsoft.Cache', 'Redis cache', 'Redis/sessions')],
    [`https://portal.azure.com/#@contoso.com/resource${group}/overview`, { account, kind: 'resource group', id: 'shop' }],
    [`https://portal.azure.com/#@contoso.com/resource/subscriptions/${account}/overview`, { account, kind: 'subscription', id: account }],
    [`https://portal.azure.com/?feature.x=true#@contoso.com/resource/subscriptions/${account}/resourcegroups/shop/providers/Microsoft.Compute/virtualMachines/web-1`, at('Microsoft.Compute', 'virtual machine', 'virtualMachines/web-1')],
    [`https://portal.azure.com/#view/WebsitesExtension/FunctionTabMenuBlade/~/code/resourceId/${encodeURIComponent(`${group}/providers/Microsoft.Web/sites/shop-web/functions/resize`)}`, at('Microsoft.Web', 'function', 'sites/shop-web/functions/resize')],
  ])
  itLeavesAlone([
    'https://portal.azure.com/#home', 'https://portal.azure.com/#view/HubsExtension/BrowseAll', `https://portal.azure.com.evil.example/#resource${group}`,
    `http://portal.azure.com/#resource${group}/overview`, 'https://azure.microsoft.com/products', 'https://portal.azure.com/#@contoso.com/resource/%E0%A4%A',
    'https://portal.azure.com/#@contoso.com/dashboard/arm/subscriptions/x',
  ])
})
