/** Public names of `resource-manager`: who has slots, who gets them. */
export {
  ResourceManager,
  type ResourceManagerOptions,
  type ResourceManagerSettings,
} from './resource-manager.ts';
export { type LoadBalanceMode, type RegisteredSlot, SlotManager, type SlotState } from './slot-manager.ts';
