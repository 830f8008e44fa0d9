import type { Rule } from './rule';

/** Ended runs and stopped engines leave nothing behind. */
export const nothingIsLeft: Rule = ({ leftovers }) => {
  if (!leftovers) return [];
  const { openTasks, unreadMessages, wakesAt, isOwned, timers } = leftovers;
  return [
    ...(openTasks > 0 ? [`${openTasks} tasks are open although the run has ended`] : []),
    ...(unreadMessages > 0 ? [`${unreadMessages} messages are unread although the run has ended`] : []),
    ...(wakesAt === undefined ? [] : ['the run has a wake-up time although it has ended']),
    ...(isOwned ? ['the run has an owner although every engine has stopped'] : []),
    ...(timers > 0 ? [`${timers} timers are set although the engine has stopped`] : []),
  ];
};
