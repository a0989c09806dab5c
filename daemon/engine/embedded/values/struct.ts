import type { Sdk } from '../program/sdk.ts'
import type { Struct } from 'google-protobuf/google/protobuf/struct_pb.js'
import { plain, propertyMap, type PropertyMap, type PropertyValue, withoutReferences } from './property.ts'

/** A map as a protobuf Struct. Undefined, which a Struct can't hold, was left out when the map was made. */
export function toStruct(sdk: Sdk, map: PropertyMap): Struct {
  return sdk.struct.Struct.fromJavaScript(map as Parameters<typeof Struct.fromJavaScript>[0])
}

/** The same in the clear and with ids for references, for a provider that accepts neither secrets nor references. */
export function toPlainStruct(sdk: Sdk, map: PropertyMap): Struct {
  return toStruct(sdk, withoutReferences(plain(map)) as PropertyMap)
}

export function fromStruct(struct: Struct | undefined): PropertyMap {
  return propertyMap(struct?.toJavaScript() as PropertyValue | undefined)
}
