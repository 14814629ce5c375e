"""The order in which relations are taken up: the components of the graph of clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def order(edges: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Number the nodes of a graph so that no edge leads to a smaller number.

    Nodes that reach each other, one strongly connected component, get the same number. Tarjan's
    algorithm, without recursion; cost linear in the edges.
    """
    successors: dict[int, list[int]] = {}
    for source, target in edges:
        successors.setdefault(source, []).append(target)
        successors.setdefault(target, [])
    found = _components(successors)
    return {node: -place for place, nodes in enumerate(found) for node in nodes}


def leading_to(goal: int, edges: Iterable[tuple[int, int]]) -> set[int]:
    """Return the nodes of a graph from which a path leads to a node, itself left out."""
    sources: dict[int, list[int]] = {}
    for source, target in edges:
        sources.setdefault(target, []).append(source)
    found, waiting = {goal}, [goal]
    while waiting:
        fresh = set(sources.get(waiting.pop(), ())) - found
        found |= fresh
        waiting.extend(fresh)
    return found - {goal}


def _components(successors: dict[int, list[int]]) -> list[list[int]]:
    """Return the strongly connected components, each after all that it leads to."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    open_nodes: set[int] = set()
    components: list[list[int]] = []
    for root in successors:
        if root in index:
            continue
        path: list[tuple[int, Iterator[int]]] = []
        _enter(root, index, low, stack, open_nodes)
        path.append((root, iter(successors[root])))
        while path:
            node, rest = path[-1]
            following = next(rest, None)
            if following is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == index[node]:
                    components.append(_close(node, stack, open_nodes))
            elif following not in index:
                _enter(following, index, low, stack, open_nodes)
                path.append((following, iter(successors[following])))
            elif following in open_nodes:
                low[node] = min(low[node], index[following])
    return components


def _enter(
    node: int, index: dict[int, int], low: dict[int, int], stack: list[int], open_nodes: set[int]
) -> None:
    index[node] = low[node] = len(index)
    stack.append(node)
    open_nodes.add(node)


def _close(node: int, stack: list[int], open_nodes: set[int]) -> list[int]:
    component: list[int] = []
    while not component or component[-1] != node:
        component.append(stack.pop())
        open_nodes.discard(component[-1])
    return component
