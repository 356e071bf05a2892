"""A CSV file of tracks in, stays out, by the tools that `evaluate.stays` compares."""

from evaluate import stays as tools

from ..worker import Peer


class Tool(Peer):
    """`tool` names a function of `evaluate.stays`; reading the file is timed, imports are not."""

    def __init__(self, task):
        super().__init__(task)
        import pandas

        self.version = f"pandas {pandas.__version__}"
        if task["tool"] == "trackintel":
            import trackintel

            self.version = f"trackintel {trackintel.__version__}"
        if task["tool"] == "movingpandas":
            import movingpandas

            self.version = f"movingpandas {movingpandas.__version__}"
        self.tool = getattr(tools, task["tool"])

    def run(self):
        return {"stays": sum(1 for _ in self.tool(self.task["tracks"]))}


class TrackintelReady(Peer):
    """The search alone: the fixes lie in memory as trackintel has them."""

    def __init__(self, task):
        super().__init__(task)
        import trackintel

        self.version = f"trackintel {trackintel.__version__}"
        self.fixes = tools.trackintel_fixes(tools.frame(self.task["tracks"]))[0]

    def run(self):
        return {"stays": len(tools.trackintel_stays(self.fixes))}
