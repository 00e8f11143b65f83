/** Lab 05, solved: Dispatcher, ResourceManager, two TaskExecutors, one JobMaster; the broker is the ResourceManager. */

export const answers = {
  endpoints: 5,
  toPause: '/user/rpc/resourcemanager_0',
};
