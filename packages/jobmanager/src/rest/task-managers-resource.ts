/** The registered TaskManagers: `/taskmanagers`, `/taskmanagers/:id`, and what runs inside one of them. */
import { streamError } from '@rivulet/runtime/base';
import type { TaskExecutorGateway, TaskManagerInfo } from '@rivulet/runtime/rpc';
import { Hono } from 'hono';
import type { RestServices } from './rest-services.ts';
import { taskManagerDetailsJson, taskManagerJson } from './task-manager-json.ts';

export function taskManagersResource(services: RestServices): Hono {
  const { resourceManager } = services;

  /** @throws TASK_MANAGER_NOT_FOUND */
  const infoOf = async (taskManager: string): Promise<TaskManagerInfo> => {
    const infos = await resourceManager.requestTaskManagerInfo();
    const info = infos.find(({ resourceId }) => resourceId === taskManager);
    if (info === undefined) throw streamError('TASK_MANAGER_NOT_FOUND', { taskManager });
    return info;
  };
  const gatewayOf = async (taskManager: string): Promise<TaskExecutorGateway> =>
    services.taskExecutor((await infoOf(taskManager)).taskExecutorAddress);

  return new Hono()
    .get('/taskmanagers', async (context) => {
      const infos = await resourceManager.requestTaskManagerInfo();
      return context.json({ taskmanagers: infos.map(taskManagerJson) });
    })
    .get('/taskmanagers/:id', async (context) =>
      context.json(taskManagerDetailsJson(await infoOf(context.req.param('id')))),
    )
    .get('/taskmanagers/:id/threads', async (context) => {
      const gateway = await gatewayOf(context.req.param('id'));
      return context.json({ threads: await gateway.requestThreads() });
    })
    .get('/taskmanagers/:id/actors', async (context) => {
      const gateway = await gatewayOf(context.req.param('id'));
      return context.json({ process: context.req.param('id'), actors: await gateway.requestActors() });
    });
}
