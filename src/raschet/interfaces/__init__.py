"""Who asks us: translate the request, make one call, translate the answer."""
