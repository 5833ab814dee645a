from tests.core.conftest import economy, parameters

__all__ = ["economy", "parameters"]
